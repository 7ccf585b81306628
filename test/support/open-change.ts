import type { OpenDatabase } from '../../src/db/connect.ts'
import type { Announce } from '../../src/hooks/announce.ts'
import { registered } from '../plugins/webhooks/running-engine.ts'

/** A change in its transaction, which ends as and when it is told. */
export interface OpenChange {
  /** Resolves once its event is written, not committed. */
  readonly announced: Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** Begins a change and announces it; it is open until it is told what becomes of it. */
export function beginChange(db: OpenDatabase, announce: Announce, user: string): OpenChange {
  let decide: (commit: boolean) => void = () => {}
  const decided = new Promise<boolean>((resolve) => {
    decide = resolve
  })
  let told: () => void = () => {}
  const announced = new Promise<void>((resolve) => {
    told = resolve
  })
  const undone = new Error('rolled back')
  const done = db
    .transaction(async (tx) => {
      await announce(tx, registered(user))
      // What is announced may wait for the next statement of its transaction.
      await tx.raw('select 1')
      told()
      if (!(await decided)) throw undone
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error
    })
  const end = (commit: boolean) => {
    decide(commit)
    return done
  }
  return { announced, commit: () => end(true), rollback: () => end(false) }
}
