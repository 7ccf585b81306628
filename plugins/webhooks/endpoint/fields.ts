/** The list of fields that an endpoint gets: no more personal data than it needs. */

/** A dotted path below `data` or `context`; a star at the end takes everything below. */
const PATH = /^(?:data|context)(?:\.[A-Za-z0-9_-]+)*(?:\.\*)?$/

/** What is wrong with a path, in words; undefined when it can be used. */
export function checkFieldPath(path: string): string | undefined {
  if (PATH.test(path) && !path.split('.').includes('__proto__')) return undefined
  return `“${path}” is not a path. Write data.user.email, data.user.* or context.actor.`
}

/**
 * The envelope with `data` and `context` cut down to `paths`; all else stays. A path to nothing is passed over.
 * A path that ends in the middle of an object keeps that object whole, as if it ended in `.*`.
 */
export function keepFields<E extends object>(envelope: E, paths: readonly string[] | null): E {
  if (paths === null) return envelope
  const kept: Record<string, unknown> = { data: {}, context: {} }
  for (const path of paths) copyPath(envelope, kept, path.replace(/\.\*$/, '').split('.'))
  return { ...envelope, ...kept }
}

function copyPath(from: unknown, to: Record<string, unknown>, path: readonly string[]): void {
  const [head, ...rest] = path
  if (head === undefined || !isObject(from) || !Object.hasOwn(from, head)) return
  const value = from[head]
  if (rest.length === 0) {
    to[head] = value
    return
  }
  if (!isObject(value)) return
  // A fresh object on the way down: the event itself is shared and must stay as it is.
  const below = { ...(Object.hasOwn(to, head) && isObject(to[head]) ? to[head] : {}) }
  copyPath(value, below, rest)
  if (Object.keys(below).length > 0 || Object.hasOwn(to, head)) to[head] = below
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
