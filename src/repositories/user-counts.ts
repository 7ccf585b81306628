import type { Read } from '../db/database.ts'
import type { UserStatus } from '../domain/user.ts'

export interface UserCounts {
  readonly total: number
  readonly active: number
  readonly invited: number
  readonly blocked: number
  readonly operators: number
}

export async function countUserRows(read: Read): Promise<UserCounts> {
  const rows: { status: UserStatus; users: number | string; operators: number | string }[] = await read(
    'users',
  )
    .groupBy('status')
    .select(
      'status',
      read.raw('count(*) as users'),
      read.raw("sum(case when role = 'operator' then 1 else 0 end) as operators"),
    )
  const of = (status: UserStatus) => Number(rows.find((row) => row.status === status)?.users ?? 0)
  const sum = (pick: (row: (typeof rows)[number]) => number | string) =>
    rows.reduce((total, row) => total + Number(pick(row)), 0)
  return {
    total: sum((row) => row.users),
    active: of('active'),
    invited: of('invited'),
    blocked: of('blocked'),
    operators: sum((row) => row.operators),
  }
}
