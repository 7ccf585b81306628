/** Settings as an operator types them into one field, and back. */

/** What a text says, or in words why it says nothing. */
export type Parsed<T> = { readonly value: T } | { readonly error: string }

const SECONDS: Readonly<Record<string, number>> = { s: 1, sec: 1, m: 60, min: 60, h: 3600, d: 86_400 }

/** `5s 5m 30m 2h` for 5, 300, 1800 and 7200 seconds. */
export function formatDelays(delays: readonly number[]): string {
  return delays.map(formatDelay).join(' ')
}

function formatDelay(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600}h`
  if (seconds >= 60 && seconds % 60 === 0) return `${seconds / 60}m`
  return `${seconds}s`
}

/** Seconds of each pause, or words about the part that is none. An empty text is no retry at all. */
export function parseDelays(text: string): Parsed<number[]> {
  const delays: number[] = []
  for (const part of words(text)) {
    const [, amount, unit] = /^(\d{1,7}(?:\.\d{1,3})?)(s|sec|m|min|h|d)?$/i.exec(part) ?? []
    if (amount === undefined)
      return { error: `“${part}” is no pause. Write 30s, 5m, 2h or 1d, separated by spaces.` }
    delays.push(Number(amount) * (SECONDS[unit?.toLowerCase() ?? 's'] ?? 1))
  }
  return { value: delays }
}

/** Parts separated by spaces, commas or line ends. */
export function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '')
}

/** `Name: value`, one a line. */
export function formatHeaders(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

/** Headers by name, or words about the line that is none. */
export function parseHeaders(text: string): Parsed<Record<string, string>> {
  const headers: [name: string, value: string][] = []
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === '') continue
    const colon = line.indexOf(':')
    if (colon < 1) return { error: `Line ${index + 1} is no header. Write Name: value, one a line.` }
    const name = line.slice(0, colon).trim()
    if (headers.some(([other]) => other.toLowerCase() === name.toLowerCase()))
      return { error: `${name} stands here twice. Names that differ in case alone are one header.` }
    headers.push([name, line.slice(colon + 1).trim()])
  }
  return { value: Object.fromEntries(headers) }
}

/** JSON, `null` for an empty text, or words. */
export function parseJson(text: string): Parsed<unknown> {
  if (text.trim() === '') return { value: null }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { error: 'This is not JSON. Look for a missing quote, comma or bracket.' }
  }
}
