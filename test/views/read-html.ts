/** One opening tag of rendered HTML. */
export interface Tag {
  readonly name: string
  /** Attribute name → value as written; a bare attribute has the value ''. */
  readonly attributes: Readonly<Record<string, string>>
  /** Where the tag begins in the text. */
  readonly at: number
}

const TAG = /<([a-zA-Z][\w-]*)((?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*)\s*\/?>/g
const ATTRIBUTE = /([^\s"'<>/=]+)(?:="([^"]*)")?/g

/**
 * The opening tags of what our renderer writes: attributes in double quotes, `<` and `"` escaped. Text that broke
 * out of its place shows as a tag or an attribute that no page has.
 */
export function readTags(html: string): readonly Tag[] {
  return [...html.matchAll(TAG)].map(({ 1: name = '', 2: rest = '', index }) => ({
    name,
    attributes: Object.fromEntries(
      [...rest.matchAll(ATTRIBUTE)].map(({ 1: key = '', 2: value = '' }) => [key.toLowerCase(), value]),
    ),
    at: index,
  }))
}

/** The inner text of the first element of that name, tags and all. */
export function innerHtml(html: string, name: string): string | undefined {
  return new RegExp(`<${name}(?:\\s[^>]*)?>(.*?)</${name}>`, 's').exec(html)?.[1]
}

/** The forms of a page with what stands in them. */
export function readForms(html: string): readonly { readonly tag: Tag; readonly inside: string }[] {
  return readTags(html)
    .filter((tag) => tag.name === 'form')
    .map((tag) => ({ tag, inside: html.slice(tag.at, html.indexOf('</form>', tag.at)) }))
}
