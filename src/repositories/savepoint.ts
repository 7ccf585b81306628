import type { Tx } from '../db/database.ts'

/**
 * Does `work` for the sake of its cost and undoes it, so that a refusal that may not show takes as long as what it
 * stands for. The transaction around it goes on.
 */
export async function undone(tx: Tx, work: (inner: Tx) => Promise<void>): Promise<void> {
  const undo = new Error('undone')
  try {
    await tx.transaction(async (inner) => {
      await work(inner)
      throw undo
    })
  } catch (error) {
    if (error !== undo) throw error
  }
}
