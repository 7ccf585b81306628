/** Event patterns of an endpoint: an exact type, everything below a name (`user.*`), or `*`. */

export type TypeMatcher = (type: string) => boolean

/** `*` leaves these out, or an endpoint that takes everything would be told of its own configuration. */
const NOT_IN_STAR = 'webhook.'

const SHAPE = /^(?:\*|[a-z_]+(?:\.[a-z_]+)*(?:\.\*)?)$/

/** One question a type, answered from memory after the first time: types are few and events are many. */
export function compilePatterns(patterns: readonly string[]): TypeMatcher {
  const verdicts = new Map<string, boolean>()
  return (type) => {
    let verdict = verdicts.get(type)
    if (verdict === undefined) {
      verdict = patterns.some((pattern) => matchesPattern(pattern, type))
      verdicts.set(type, verdict)
    }
    return verdict
  }
}

export function matchesPattern(pattern: string, type: string): boolean {
  if (pattern === '*') return !type.startsWith(NOT_IN_STAR)
  if (pattern.endsWith('.*')) return type.startsWith(pattern.slice(0, -1))
  return pattern === type
}

/** What is wrong with a pattern, in words for the person who typed it; undefined when it can fire. */
export function checkPattern(pattern: string, types: readonly string[]): string | undefined {
  if (!SHAPE.test(pattern)) {
    return `“${pattern}” is not an event or a pattern. Write a type such as user.registered, everything below a name as user.*, or * for all.`
  }
  if (types.some((type) => matchesPattern(pattern, type))) return undefined
  const near = nearest(pattern, types)
  return pattern.includes('*')
    ? `No event matches ${pattern}.${near ? ` The nearest is ${near}.` : ''}`
    : `No event is called ${pattern}.${near ? ` The nearest is ${near}.` : ''}`
}

/** The known type with the fewest edits, if it is near enough to be meant. */
function nearest(pattern: string, types: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Math.min(4, Math.ceil(pattern.length / 3)) + 1
  for (const type of types) {
    const distance = edits(pattern.replace('*', ''), type)
    if (distance < least) [best, least] = [type, distance]
  }
  return best
}

/** Levenshtein distance; both texts are short. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
