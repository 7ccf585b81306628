import type { Knex } from 'knex'
import type { Read } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import { foldName } from '../domain/identifiers.ts'
import type { UserStatus } from '../domain/user.ts'
import { newestUsers, sift, type UserFilter } from './user-list.ts'

/** The columns that a search looks into, and how what was typed is written there. */
const COLUMNS = {
  username_key: foldName,
  email: (typed: string) => typed.toLowerCase(),
  name_key: foldName,
  external_id: (typed: string) => typed,
} as const
type Column = keyof typeof COLUMNS
const NAMES = Object.keys(COLUMNS) as Column[]

/** Entries of a column that the first look reads where a filter sifts them. */
const SIFTED = 500
/** Those after it read as many as the share of matches lets hope for, and no more than this. */
const SIFTED_MOST = 4000
const LOOKS = 3
/** A filter that at most so many users fit is followed to its end instead. */
const RARE = 2000

/** What a match is found and sifted by. */
interface Match extends Readonly<Record<Column, string | null>> {
  readonly id: string
  readonly status: UserStatus
  readonly mfa_enabled: boolean | number
  readonly created_at: number
}

const FOUND_BY = ['id', ...NAMES, 'status', 'mfa_enabled', 'created_at'] as const

/** Where a search goes on: matches are ordered by the text that matched. */
export interface SearchPlace {
  readonly key: string
  readonly id: string
}
interface Landmark extends SearchPlace {
  readonly column: Column
}
interface Entry extends Landmark {
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
    .select(...FOUND_BY)
}

export interface Search {
  readonly typed: string
  readonly filter: UserFilter
  readonly after?: SearchPlace | undefined
  readonly limit: number
}

interface Found {
  readonly ids: readonly string[]
  readonly next: SearchPlace | null
}

/**
 * The ids of users with a username, an address, a name or an external id that begins with `typed`, each once, in the
 * order of what matched. A page is short of `limit` although there is a `next` only where more than `RARE` users fit the
 * filter and hardly any of them match: that is not followed to the end of a long list at once.
 */
export async function searchUsers(read: Read, dialect: Dialect, search: Search): Promise<Found> {
  const prefixes = Object.fromEntries(NAMES.map((name) => [name, COLUMNS[name](search.typed)])) as Prefixes
  const sifts = Object.values(search.filter).some(isSet)
  let limit = sifts ? Math.max(search.limit + 1, SIFTED) : search.limit + 1
  const found: Entry[] = []
  let { after } = search
  let seen = 0
  for (let look = 0; look < LOOKS; look++) {
    const { entries, horizon } = await lookAt(read, dialect, prefixes, { ...search, after, limit })
    for (const entry of entries) {
      if (found.length === search.limit) return pageOf(found, true)
      found.push(entry)
    }
    after = horizon && placeOf(horizon)
    if (after === undefined) return pageOf(found, false)
    seen += limit
    const hoped = Math.ceil(((search.limit + 1 - found.length) * seen * 1.2) / Math.max(1, found.length))
    if (look === 0 && hoped > SIFTED_MOST) {
      const whole = await searchRare(read, prefixes, search)
      if (whole) return whole
    }
    limit = Math.min(SIFTED_MOST, Math.max(limit, hoped))
  }
  return { ids: found.map(({ id }) => id), next: after ?? null }
}

/** The entries of all columns that fit, in order, as far as each column was read. */
async function lookAt(
  read: Read,
  dialect: Dialect,
  prefixes: Prefixes,
  { filter, after, limit }: Search,
): Promise<{ readonly entries: readonly Entry[]; readonly horizon: Landmark | undefined }> {
  const streams = await Promise.all(
    NAMES.map(async (column) => {
      const looked = prefixMatches(read, dialect, column, { prefix: prefixes[column], after, limit })
      const end: Pick<Match, Column | 'id'> | undefined = await looked
        .clone()
        .offset(limit - 1)
        .first('id', column)
      // Sifted by the database: most of what was looked at is never read here.
      const rows: Match[] = await sift(read.from(looked.as('looked')), filter).select('*')
      const entryOf = (match: Match): Entry => ({ column, match, id: match.id, key: match[column] ?? '' })
      return { entries: rows.map(entryOf), end: end && { column, id: end.id, key: end[column] ?? '' } }
    }),
  )
  // Beyond the last entry of a stream that was cut, another stream's entries may be out of order.
  const [horizon] = streams.flatMap(({ end }) => (end ? [end] : [])).sort(byPlace)
  const fitting = streams.flatMap((stream) => stream.entries).filter((entry) => isFirst(entry, prefixes))
  const entries = fitting.filter((entry) => !horizon || byPlace(entry, horizon) <= 0).sort(byPlace)
  return { entries, horizon }
}

/** The page out of all users that the filter fits, where they are few; undefined where they are not. */
async function searchRare(read: Read, prefixes: Prefixes, search: Search): Promise<Found | undefined> {
  const rows: Match[] = await newestUsers(read, search.filter, { limit: RARE + 1 })
    .clearSelect()
    .select(...FOUND_BY)
  if (rows.length > RARE) return undefined
  const entries = rows.flatMap((match) =>
    NAMES.map((column) => ({ column, match, id: match.id, key: match[column] ?? '' })).filter(
      (entry) =>
        entry.key.startsWith(prefixes[entry.column]) &&
        match[entry.column] !== null &&
        isFirst(entry, prefixes),
    ),
  )
  const { after, limit } = search
  const left = entries.sort(byPlace).filter((entry) => !after || comparePlaces(entry, after) > 0)
  return pageOf(left.slice(0, limit), left.length > limit)
}

function pageOf(found: readonly Entry[], more: boolean): Found {
  const last = found.at(-1)
  return { ids: found.map(({ id }) => id), next: more && last ? placeOf(last) : null }
}

type Prefixes = Readonly<Record<Column, string>>
const isSet = (value: unknown): boolean => value !== undefined
const placeOf = ({ key, id }: SearchPlace): SearchPlace => ({ key, id })

/** By code point, as both databases compare here; JavaScript compares by half of a surrogate pair. */
const order = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
const comparePlaces = (a: SearchPlace, b: SearchPlace): number => order(a.key, b.key) || order(a.id, b.id)
function byPlace(a: Landmark, b: Landmark): number {
  return comparePlaces(a, b) || NAMES.indexOf(a.column) - NAMES.indexOf(b.column)
}

/** Whoever matches by several columns stands at the first of these places alone. */
function isFirst({ column, match }: Entry, prefixes: Prefixes): boolean {
  const matching = NAMES.filter((name) => match[name]?.startsWith(prefixes[name]))
  const [first] = matching.sort((a, b) => order(match[a] ?? '', match[b] ?? ''))
  return first === column
}
