import type { OpenDatabase } from '../../src/db/connect.ts'

const SLICE = 20_000
const STATUS = "case when i % 50 = 0 then 'blocked' when i % 20 = 0 then 'invited' else 'active' end"

/**
 * Fills an empty database with users who differ in all that a list is sorted, sifted or searched by. The same SQL on
 * both databases; names begin with what is spread over the whole range, so that a prefix finds many.
 */
export async function seedUsers({ writer }: OpenDatabase, count: number): Promise<void> {
  for (let from = 0; from < count; from += SLICE)
    await writer.raw(
      `insert into users (id, username, username_key, email, email_verified, name, name_key, external_id, status,
         mfa_enabled, created_at, updated_at)
       with recursive n (i) as (select cast(? as integer) union all select i + 1 from n where i < cast(? as integer))
       select 'usr_' || i, 'user' || i, 'user' || i, 'user' || i || '@example.org', true, 'Person ' || i,
         'person ' || i, 'E-' || i, ${STATUS}, i % 10 = 0, 1700000000000 + i, 1700000000000 + i
       from n`,
      [from + 1, Math.min(from + SLICE, count)],
    )
  await writer.raw('analyze')
}
