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
const SIFTED_MOST = 5000
const LOOKS = 3
/** A filter that at most so many users fit is followed to its end instead. */
const RARE = 2000

interface Match extends Readonly<Record<Column, string | null>> {
  readonly id: string
}

interface Numbered extends Match {
  /** How many of the column were looked at before it, and itself. */
  readonly n: number
  readonly status: UserStatus
  readonly mfa_enabled: boolean | number
  readonly created_at: number
}

const FOUND_BY = ['id', ...NAMES] as const

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

/**
 * Entries of one column's index in its order, after a place, with all that a filter asks for: those that it leaves out
 * are passed over without a look into the table.
 */
export function prefixMatches(
  read: Read,
  dialect: Dialect,
  column: Column,
  look: { readonly prefix: string; readonly after?: SearchPlace | undefined; readonly limit: number },
): Knex.QueryBuilder {
  const { prefix, after, limit } = look
  const key = `${column}${dialect.byCodePoint}`
  const query = read('users').whereRaw(`${key} < ?`, [`${prefix}\u{10ffff}`])
  // One bound from below, or a database takes the one that is further away.
  if (after && order(after.key, prefix) >= 0) query.whereRaw(`(${key}, id) > (?, ?)`, [after.key, after.id])
  else query.whereRaw(`${key} >= ?`, [prefix])
  return query
    .orderByRaw(`${key}, id`)
    .limit(limit)
    .select(`${column} as matched`, 'id', 'status', 'mfa_enabled', 'created_at')
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
  const most = search.limit + 1
  let limit = isSifting(search.filter) ? Math.max(most, SIFTED) : most
  const found: Entry[] = []
  let { after } = search
  let seen = 0
  for (let look = 0; look < LOOKS; look++) {
    const { entries, horizon } = await lookAt(read, dialect, prefixes, { ...search, after, limit, most })
    for (const entry of entries) {
      if (found.length === search.limit) return pageOf(found, true)
      found.push(entry)
    }
    after = horizon && placeOf(horizon)
    if (after === undefined) return pageOf(found, false)
    seen += limit
    const hoped = Math.ceil(((most - found.length) * seen * 1.2) / Math.max(1, found.length))
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
  look: Look,
): Promise<{ readonly entries: readonly Entry[]; readonly horizon: Landmark | undefined }> {
  const streams = await Promise.all(
    NAMES.map((column) => readStream(read, dialect, { ...look, column, prefix: prefixes[column] })),
  )
  // Beyond the last entry of a stream that was cut, another stream's entries may be out of order.
  const [horizon] = streams.flatMap(({ end }) => (end ? [end] : [])).sort(byPlace)
  const fitting = streams.flatMap((stream) => stream.entries).filter((entry) => isFirst(entry, prefixes))
  const entries = fitting.filter((entry) => !horizon || byPlace(entry, horizon) <= 0).sort(byPlace)
  return { entries, horizon }
}

/** `limit` entries of each column are looked at, and `most` of those that fit are read. */
type Look = Search & { readonly most: number }

interface Stream {
  readonly entries: readonly Entry[]
  /** The last entry looked at, where there may be more behind it. */
  readonly end: Landmark | undefined
}

/** What one column has to say. */
async function readStream(
  read: Read,
  dialect: Dialect,
  look: Look & { readonly column: Column; readonly prefix: string },
): Promise<Stream> {
  const { column, limit, most } = look
  const looked = prefixMatches(read, dialect, column, look)
  const numbered = read
    .from(looked.as('looked'))
    .select('*', read.raw(`row_number() over (order by matched${dialect.byCodePoint}, id) as n`))
  // The last one comes along, whether it fits or not: the next look begins behind it.
  const page = read
    .from(numbered.as('numbered'))
    .where((those) => sift(those.where('n', '<', limit), look.filter))
    .orWhere({ n: limit })
    .orderBy('n')
    .limit(most)
    .select('id as found', 'n')
  const rows: Numbered[] = await read
    .from(page.as('page'))
    .join('users', 'users.id', 'page.found')
    .orderBy('page.n')
    .select('page.n', ...[...FOUND_BY, 'status', 'mfa_enabled', 'created_at'].map((name) => `users.${name}`))
  const entries = rows.map((match) => ({ column, match, id: match.id, key: match[column] ?? '' }))
  const cut = rows.length === most || rows.at(-1)?.n === limit
  return {
    entries: entries.filter(({ match }) => fits(look.filter, match)),
    end: cut ? entries.at(-1) : undefined,
  }
}

/** The page out of all users that the filter fits, where they are few; undefined where they are not. */
async function searchRare(read: Read, prefixes: Prefixes, search: Search): Promise<Found | undefined> {
  const fitting = newestUsers(read, search.filter, { limit: RARE + 1 }).clearSelect()
  // Told by the index alone.
  const [{ users = 0 } = {}]: { users?: number }[] = await read
    .from(fitting.clone().select('id').as('fitting'))
    .count({ users: '*' })
  if (users > RARE) return undefined
  const rows: Match[] = await fitting.select(...FOUND_BY)
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
const isSifting = (filter: UserFilter): boolean => Object.values(filter).some((value) => value !== undefined)
function fits(filter: UserFilter, row: Numbered): boolean {
  const { status = row.status, mfaEnabled, createdFrom = 0, createdBefore = Infinity } = filter
  return (
    row.status === status &&
    (mfaEnabled ?? Boolean(row.mfa_enabled)) === Boolean(row.mfa_enabled) &&
    row.created_at >= createdFrom &&
    row.created_at < createdBefore
  )
}
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
