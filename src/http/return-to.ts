/**
 * A place of this server to go to after a sign-in, or undefined. Only a path counts: `//host`, `/\host`, other
 * schemes and control characters would lead a person to a foreign site after they typed their password.
 */
export function safeReturnTo(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 1000) return undefined
  if (!value.startsWith('/') || /[\\\p{Cc}]/u.test(value)) return undefined
  const here = 'http://here.invalid'
  if (!URL.canParse(value, here)) return undefined
  const url = new URL(value, here)
  return url.origin === here && !url.pathname.startsWith('//') ? url.pathname + url.search : undefined
}
