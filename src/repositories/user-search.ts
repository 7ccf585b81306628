import type { Knex } from 'knex'
import type { Read } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import { foldName } from '../domain/identifiers.ts'
import type { UserStatus } from '../domain/user.ts'
import type { UserFilter } from './user-list.ts'

/** The columns that a search looks into, and how what was typed is written there. */
const COLUMNS = {
  username_key: foldName,
  email: (typed: string) => typed.toLowerCase(),
  name_key: foldName,
  external_id: (typed: string) => typed,
} as const
type Column = keyof typeof COLUMNS
const NAMES = Object.keys(COLUMNS) as Column[]

/** Entries that one look at a column reads at least; filters sift them, so that a rare match costs no long read. */
const SIFTED = 500
const LOOKS = 2

/** What a match is found and sifted by. */
interface Match extends Readonly<Record<Column, string | null>> {
  readonly id: string
  readonly status: UserStatus
  readonly mfa_enabled: boolean | number
  readonly created_at: number
}

/** Where a search goes on: matches are ordered by the text that matched. */
export interface SearchPlace {
  readonly key: string
  readonly id: string
}
interface Entry extends SearchPlace {
  readonly column: Column
  readonly match: Match
}

/** Matches of one column in its index's order, after a place. */
export function prefixMatches(
  read: Read,
  dialect: Dialect,
  column: Column,
  look: { readonly prefix: string; readonly after?: SearchPlace | undefined; readonly limit: number },
): Knex.QueryBuilder {
  const key = `${column}${dialect.byCodePoint}`
  const query = read('users').whereRaw(`${key} >= ? and ${key} < ?`, [
    look.prefix,
    `${look.prefix}\u{10ffff}`,
  ])
  if (look.after) query.whereRaw(`(${key}, id) > (?, ?)`, [look.after.key, look.after.id])
  return query
    .orderByRaw(`${key}, id`)
    .limit(look.limit)
    .select('id', ...NAMES, 'status', 'mfa_enabled', 'created_at')
}

/**
 * The ids of users with a username, an address, a name or an external id that begins with `typed`, each once, in the
 * order of what matched. A page may be short of `limit` although there is a `next`: a filter that fits few is not
 * followed to the end of a long list at once.
 */
export async function searchUsers(
  read: Read,
  dialect: Dialect,
  search: {
    readonly typed: string
    readonly filter: UserFilter
    readonly after?: SearchPlace | undefined
    readonly limit: number
  },
): Promise<{ ids: readonly string[]; next: SearchPlace | null }> {
  const prefixes = Object.fromEntries(NAMES.map((name) => [name, COLUMNS[name](search.typed)])) as Prefixes
  const limit = Math.max(search.limit + 1, Object.values(search.filter).some(isSet) ? SIFTED : 0)
  const found: Entry[] = []
  let { after } = search
  for (let look = 0; look < LOOKS; look++) {
    const streams = await Promise.all(
      NAMES.map(async (column) => {
        const rows: Match[] = await prefixMatches(read, dialect, column, {
          prefix: prefixes[column],
          after,
          limit,
        })
        return rows.map((match) => ({ column, match, id: match.id, key: match[column] ?? '' }))
      }),
    )
    // Beyond the last entry of a stream that was cut, another stream's entries may be out of order.
    const ends = streams.filter((stream) => stream.length === limit).map((stream) => stream.at(-1) as Entry)
    const horizon = ends.sort(byPlace)[0]
    for (const entry of streams.flat().sort(byPlace)) {
      if (horizon && byPlace(entry, horizon) > 0) break
      if (!isFirst(entry, prefixes) || !fits(entry.match, search.filter)) continue
      const last = found.at(-1)
      if (last && found.length === search.limit)
        return { ids: found.map(({ id }) => id), next: placeOf(last) }
      found.push(entry)
    }
    after = horizon && placeOf(horizon)
    if (after === undefined) break
  }
  return { ids: found.map(({ id }) => id), next: after ?? null }
}

type Prefixes = Readonly<Record<Column, string>>
const isSet = (value: unknown): boolean => value !== undefined
const placeOf = ({ key, id }: SearchPlace): SearchPlace => ({ key, id })

/** By code point, as both databases compare here; JavaScript compares by half of a surrogate pair. */
const order = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
function byPlace(a: Entry, b: Entry): number {
  return order(a.key, b.key) || order(a.id, b.id) || NAMES.indexOf(a.column) - NAMES.indexOf(b.column)
}

/** Whoever matches by several columns stands at the first of these places alone. */
function isFirst({ column, match }: Entry, prefixes: Prefixes): boolean {
  const matching = NAMES.filter((name) => match[name]?.startsWith(prefixes[name]))
  const [first] = matching.sort((a, b) => order(match[a] ?? '', match[b] ?? ''))
  return first === column
}

function fits(match: Match, { status, mfaEnabled, createdFrom, createdBefore }: UserFilter): boolean {
  return (
    (status === undefined || match.status === status) &&
    (mfaEnabled === undefined || Boolean(match.mfa_enabled) === mfaEnabled) &&
    (createdFrom === undefined || match.created_at >= createdFrom) &&
    (createdBefore === undefined || match.created_at < createdBefore)
  )
}
