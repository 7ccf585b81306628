import { hash } from 'node:crypto'
import type { UserVersion } from '#gatepost'
import type { Difference } from './repair.ts'

/** What both sides say of a stretch of ids; equal digests are equal stretches. Ascending by id, byte by byte. */
export function digestOf(versions: readonly UserVersion[]): string {
  return hash('sha256', versions.map(({ id, sequence }) => `${id} ${sequence}\n`).join(''), 'hex')
}

/**
 * Where the two sides differ within one stretch of ids. `last` holds the newest sequences of those whom only the
 * receiver has, as far as they were ever here.
 */
export function compare(
  ours: readonly UserVersion[],
  theirs: readonly UserVersion[],
  last: ReadonlyMap<string, number>,
): Difference[] {
  const there = new Map(theirs.map(({ id, sequence }) => [id, sequence]))
  const here = new Set(ours.map(({ id }) => id))
  const known = ours.flatMap(({ id, sequence }): Difference[] => {
    const theirs = there.get(id)
    if (theirs === undefined) return [{ user: id, kind: 'missing', ours: sequence, theirs: null }]
    if (theirs === sequence) return []
    return [{ user: id, kind: theirs < sequence ? 'behind' : 'ahead', ours: sequence, theirs }]
  })
  const strays = [...there].flatMap(([id, sequence]): Difference[] => {
    if (here.has(id)) return []
    const end = last.get(id)
    if (end === undefined) return [{ user: id, kind: 'unknown', ours: null, theirs: sequence }]
    // The end is known there: such a row is kept on purpose.
    if (sequence === end) return []
    return [{ user: id, kind: sequence < end ? 'gone' : 'ahead', ours: end, theirs: sequence }]
  })
  return [...known, ...strays]
}
