/**
 * The address as given if a link may carry it, else `undefined`. The renderer escapes an address but does not
 * look at its scheme, so `javascript:` and `data:` must be stopped here.
 *
 * Allowed: paths of this server, fragments and queries, `http:`, `https:` and `mailto:`. A path that begins
 * with two slashes or a slash and a backslash is another host, and is refused.
 */
export function safeHref(href: string | undefined): string | undefined {
  if (href === undefined) return undefined
  if (/^\/(?![/\\])/.test(href) || /^[#?]/.test(href)) return href
  return /^(?:https?:\/\/|mailto:)/i.test(href) ? href : undefined
}
