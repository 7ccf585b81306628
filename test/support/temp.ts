import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from './scope.ts'

export type { Scope } from './scope.ts'

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
