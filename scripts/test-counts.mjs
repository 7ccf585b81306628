// A reporter for node:test that writes one JSON line a test: `{ "outcome": "passed", "name": "…", "file": "…" }`, and
// one for each outermost test or suite, which tells how long it took: `{ "tookMs": 12.5, "file": "…" }`.
// A file in which no test ran is reported by node:test as a test of the file's own name: here it is `empty`.
import { resolve } from 'node:path'

/** @typedef {{ outcome: 'passed' | 'failed' | 'skipped' | 'empty', name: string, file: string }} Count */

export default async function* testCounts(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const file = data.file ?? ''
    if (data.nesting === 0) yield `${JSON.stringify({ tookMs: data.details.duration_ms, file })}\n`
    const outcome = outcomeOf(type, data)
    if (outcome) yield `${JSON.stringify({ outcome, name: data.name, file })}\n`
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
