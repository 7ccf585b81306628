// A reporter for node:test that writes one JSON line a test: `{ "outcome": "passed", "name": "…", "file": "…" }`, with
// the `reason` where it failed, and one for each outermost test or suite, which tells how long it took:
// `{ "tookMs": 12.5, "file": "…" }`.
// A file in which no test ran is reported by node:test as a test of the file's own name: here it is `empty`.
import { resolve } from 'node:path'
import { inspect } from 'node:util'

/** @typedef {{ outcome: 'passed' | 'failed' | 'skipped' | 'empty', name: string, file: string, reason?: string }} Count */

export default async function* testCounts(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const file = data.file ?? ''
    if (data.nesting === 0) yield `${JSON.stringify({ tookMs: data.details.duration_ms, file })}\n`
    const outcome = outcomeOf(type, data)
    const reason = outcome === 'failed' ? { reason: reasonOf(data.details.error) } : {}
    if (outcome) yield `${JSON.stringify({ outcome, name: data.name, file, ...reason })}\n`
  }
}

/** @returns {Count['outcome'] | undefined} undefined for what only groups other tests */
function outcomeOf(type, data) {
  if (type === 'test:fail') {
    const error = data.details?.error
    // The tests inside have been counted; counting their parent as well would count one fault twice.
    return error?.failureType === 'subtestsFailed' ? undefined : 'failed'
  }
  if (data.details?.type === 'suite') return undefined
  if (data.skip !== undefined || data.todo !== undefined) return 'skipped'
  return data.file && resolve(data.name) === data.file ? 'empty' : 'passed'
}

/** The error with what caused it, and where it was thrown: its first lines. */
function reasonOf(error) {
  return inspect(error?.cause ?? error, { breakLength: 160 })
    .split('\n')
    .slice(0, 30)
    .join('\n')
}
