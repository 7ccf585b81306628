import { PLACE } from '../../test/support/database.ts'
import {
  differences,
  type FirstSync,
  type Prepared,
  prepareFirstSync,
  repair,
  syncUnderFire,
  userId,
} from '../../test/support/first-sync.ts'
import { readRows } from '../../test/support/rows.ts'
import type { Scope } from '../../test/support/scope.ts'
import type { Figure } from './figure.ts'

const CHANGES_PER_SECOND = 20
const KILLS = 3

/**
 * First syncs of the example OA system while 20 users a second change, once with both sides killed and once undisturbed,
 * and after each a repair of rows that were damaged by hand.
 */
export async function measureBackfill(
  scope: Scope,
  users: number,
  tell: (words: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const kills of [KILLS, 0]) {
    const prepared = await prepareFirstSync(scope, { users })
    tell(`backfill of ${users} users, ${kills} kills of each side`)
    figures.push(await measureSync(prepared, { users, changesPerSecond: CHANGES_PER_SECOND, kills }))
    figures.push(await measureRepair(prepared))
    await prepared.server.stop()
  }
  return figures
}

async function measureSync(prepared: Prepared, sync: FirstSync): Promise<Figure> {
  const { changes, seconds } = await syncUnderFire(prepared, sync)
  const differing = await differences(prepared.server, prepared.oa)
  const { employees, late, repeats } = await prepared.oa.stats()
  const disturbed = sync.kills === 0 ? '' : `, server and receiver killed ${sync.kills} times each`
  return {
    name: `backfill of ${sync.users.toLocaleString('en')} users on ${PLACE} during ${sync.changesPerSecond} changes a second${disturbed}`,
    value: `${employees} employees, ${differing.length} of them other than here, ${late} out of order; ${changes} changes, ${repeats} repeats, ${Math.round(seconds)} s`,
    demand: 'everybody there as here, nothing out of order',
    met: differing.length === 0 && late === 0 && employees >= sync.users,
  }
}

async function measureRepair(prepared: Prepared): Promise<Figure> {
  const { server, oa } = prepared
  const three = (from: number) => [from, from + 1, from + 2].map((n) => `'${userId(n)}'`).join(', ')
  await readRows(oa.file, `DELETE FROM employees WHERE user IN (${three(7)})`)
  await readRows(oa.file, `UPDATE employees SET name = 'Nobody' WHERE user IN (${three(17)})`)
  await readRows(oa.file, `UPDATE employees SET sequence = 0 WHERE user IN (${three(27)})`)
  const { taken } = await oa.stats()
  const damaged = (await differences(server, oa)).length
  const began = Date.now()
  const { missing, behind } = await repair(prepared)
  const seconds = (Date.now() - began) / 1000
  const sent = (await oa.stats()).taken - taken
  const left = (await differences(server, oa)).length
  return {
    name: 'repair of 9 rows that were damaged by hand',
    value: `${damaged} differed, ${missing} missing and ${behind} damaged were found, ${sent} sent, ${left} differ; ${seconds.toFixed(1)} s`,
    demand: 'just these sent, and none differs',
    met: damaged === 9 && missing === 3 && behind === 6 && sent === 9 && left === 0,
  }
}
