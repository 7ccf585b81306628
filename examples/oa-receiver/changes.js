// @ts-check
import { isRecord } from './event.js'

/** The fields that this system keeps; of the others it names the key and leaves the values alone. */
const KEPT = new Set(['name', 'email', 'username', 'department'])

/**
 * Puts `data.changes` of an update (field → { from, to }) into words: `department 0712 → 0815, phone`.
 *
 * @param {unknown} changes
 * @returns {string} empty when there are none
 */
export function describeChanges(changes) {
  if (!isRecord(changes)) return ''
  const words = Object.entries(changes).flatMap(([field, change]) => describeChange(field, change))
  return words.join(', ').slice(0, 200)
}

/** @param {string} field @param {unknown} change @returns {string[]} */
function describeChange(field, change) {
  const { from = null, to = null } = isRecord(change) ? change : {}
  if (isRecord(from) || isRecord(to))
    return describeInside(isRecord(from) ? from : {}, isRecord(to) ? to : {})
  const label = field.split('.').at(-1) ?? field
  return [KEPT.has(label) ? `${label} ${show(from)} → ${show(to)}` : label]
}

/** `customFields` may change as a whole. @param {Record<string, unknown>} from @param {Record<string, unknown>} to */
function describeInside(from, to) {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return keys
    .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
    .flatMap((key) => describeChange(key, { from: show(from[key]), to: show(to[key]) }))
}

/** @param {unknown} value */
function show(value) {
  return value === null || value === undefined || value === '' ? '–' : String(value)
}
