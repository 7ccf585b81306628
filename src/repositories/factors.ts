import type { Read, Tx } from '../db/database.ts'
import type { Factor } from '../domain/factor.ts'

interface FactorRow {
  id: string
  user_id: string
  kind: 'totp'
  secret: string
  confirmed_at: number | null
  last_step: number | null
  wrong_in_row: number
  created_at: number
}

export async function findTotp(read: Read, userId: string): Promise<Factor | undefined> {
  const row: FactorRow | undefined = await read('factors').where({ user_id: userId, kind: 'totp' }).first('*')
  return row && toFactor(row)
}

export async function insertFactor(tx: Tx, factor: Factor): Promise<void> {
  await tx('factors').insert({
    id: factor.id,
    user_id: factor.userId,
    kind: factor.kind,
    secret: factor.secret,
    confirmed_at: factor.confirmedAt,
    last_step: factor.lastStep,
    wrong_in_row: factor.wrongInRow,
    created_at: factor.createdAt,
  })
}

/** Makes an enrolment count, with the time step of its first code; true for one caller only. */
export async function confirmFactor(tx: Tx, id: string, step: number, now: number): Promise<boolean> {
  const changed = await tx('factors')
    .where({ id })
    .whereNull('confirmed_at')
    .update({ confirmed_at: now, last_step: step })
  return changed === 1
}

/** Uses up a time step by one conditional update: a step used before, or an older one, answers false. */
export async function useStep(tx: Tx, id: string, step: number): Promise<boolean> {
  const changed = await tx('factors')
    .where({ id })
    .whereNotNull('confirmed_at')
    .where((query) => query.whereNull('last_step').orWhere('last_step', '<', step))
    .update({ last_step: step })
  return changed === 1
}

/** Counts a wrong code of a locked user's app; a right proof of any factor begins the count anew. */
export async function countWrongCode(tx: Tx, userId: string): Promise<void> {
  await tx('factors').where({ user_id: userId, kind: 'totp' }).increment('wrong_in_row', 1)
}

export async function forgetWrongCodes(tx: Tx, userId: string): Promise<void> {
  await tx('factors').where({ user_id: userId }).where('wrong_in_row', '>', 0).update({ wrong_in_row: 0 })
}

/** Removes a locked user's app, confirmed or not, and answers whether there was one that counted. */
export async function deleteTotp(tx: Tx, userId: string): Promise<boolean> {
  const factor = await findTotp(tx, userId)
  if (factor) await tx('factors').where({ id: factor.id }).delete()
  return factor !== undefined && factor.confirmedAt !== null
}

function toFactor(row: FactorRow): Factor {
  return {
    id: row.id,
    userId: row.user_id,
    kind: row.kind,
    secret: row.secret,
    confirmedAt: row.confirmed_at,
    lastStep: row.last_step,
    wrongInRow: row.wrong_in_row,
    createdAt: row.created_at,
  }
}
