import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Anything that runs clean-ups at its end: a test's context, or `{ after }` of node:test for a whole file. */
export interface Scope {
  after(cleanUp: () => void | Promise<void>): void
}

/** An empty folder; the caller removes it with `removeFolder`. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gatepost-test-'))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** An empty folder that is gone when the test is over. */
export function temporaryFolder(scope: Scope): string {
  const folder = makeFolder()
  scope.after(() => removeFolder(folder))
  return folder
}
