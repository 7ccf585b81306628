import { stringify } from 'csv-stringify/sync'
import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import { publicUser, type UserStatus } from '../domain/user.ts'
import type { ImportFormat } from '../domain/user-import.ts'
import { CUSTOM, HASH_COLUMN, READ_OVER, USER_COLUMNS } from '../domain/user-line.ts'
import { harmlessCell } from '../lib/csv.ts'
import { findFieldDefinitions } from '../repositories/custom-fields.ts'
import {
  countExported,
  type ExportedUser,
  nextCustomFields,
  nextExported,
} from '../repositories/user-export.ts'
import type { Deps } from './deps.ts'

/** Users read at once: a few milliseconds on a reader, and all that is ever held. */
const PAGE = 500
/** Lines end as the RFC has it; a line break of either kind inside a cell puts it in quotes. */
const RFC_4180 = { record_delimiter: '\r\n', quoted_match: /[\r\n]/ }

export interface ExportInput {
  readonly format: ImportFormat
  /** All of them where null. */
  readonly status: UserStatus | null
  /** The password's hashes too. For the command line alone: they never leave by the network. */
  readonly withHashes?: boolean
}

/**
 * All users as a file, page by page, however many there are; private custom fields stay. The record comes first, so
 * that no line leaves without one. Refuses with `forbidden` hashes for anybody but the command line.
 */
export async function exportUsers(
  deps: Deps,
  { format, status, withHashes = false }: ExportInput,
  context: EventContext,
): Promise<AsyncGenerator<string>> {
  if (withHashes && context.actor.type !== 'cli') throw new Refusal('forbidden')
  const users = await countExported(deps.reader, status)
  const data = { format, users, filter: { status }, passwordHashes: withHashes }
  await deps.transaction((tx) => deps.announce(tx, serverEvent('users.exported', null, data, context)))
  return format === 'csv' ? csvOf(deps, status, withHashes) : jsonLinesOf(deps, status, withHashes)
}

async function* pagesOf(deps: Deps, status: UserStatus | null): AsyncGenerator<readonly ExportedUser[]> {
  let after: { createdAt: number; id: string } | undefined
  for (;;) {
    const page = await nextExported(deps.reader, { status, after, limit: PAGE })
    if (page.length > 0) yield page
    const last = page.at(-1)?.user
    if (!last || page.length < PAGE) return
    after = { createdAt: last.createdAt, id: last.id }
  }
}

async function* csvOf(deps: Deps, status: UserStatus | null, hashes: boolean): AsyncGenerator<string> {
  const keys = await customKeys(deps)
  const columns = [
    ...USER_COLUMNS,
    ...keys.map((key) => CUSTOM + key),
    ...(hashes ? [HASH_COLUMN] : []),
    ...READ_OVER,
  ]
  yield stringify([columns], RFC_4180)
  for await (const page of pagesOf(deps, status)) {
    const rows = page.map((one) => {
      const flat = flatten(one, hashes)
      return columns.map((column) => cellOf(Object.hasOwn(flat, column) ? flat[column] : null))
    })
    yield stringify(rows, RFC_4180)
  }
}

function flatten({ user, passwordHash }: ExportedUser, hashes: boolean): Readonly<Record<string, unknown>> {
  const { customFields, ...fields } = publicUser(user)
  const custom = Object.entries(customFields).map(([key, value]) => [CUSTOM + key, value])
  return { ...fields, ...Object.fromEntries(custom), ...(hashes ? { [HASH_COLUMN]: passwordHash } : {}) }
}

function cellOf(value: unknown): string {
  return value === null || value === undefined ? '' : harmlessCell(String(value))
}

async function* jsonLinesOf(deps: Deps, status: UserStatus | null, hashes: boolean): AsyncGenerator<string> {
  for await (const page of pagesOf(deps, status))
    yield page
      .map(({ user, passwordHash }) => {
        const { loginsCount: _count, updatedAt: _at, ...shown } = publicUser(user)
        return `${JSON.stringify({ ...shown, ...(hashes ? { [HASH_COLUMN]: passwordHash } : {}) })}\n`
      })
      .join('')
}

/** Every key under which somebody has a public value: the defined ones in their order, then the others. */
async function customKeys(deps: Deps): Promise<string[]> {
  const found = new Set<string>()
  let after = ''
  for (;;) {
    const page = await nextCustomFields(deps.reader, { after, limit: PAGE })
    for (const { fields } of page) for (const key of Object.keys(fields)) found.add(key)
    const last = page.at(-1)
    if (!last || page.length < PAGE) break
    after = last.id
  }
  const defined = (await findFieldDefinitions(deps.reader))
    .map(({ key }) => key)
    .filter((key) => found.has(key))
  return [...new Set([...defined, ...[...found].sort()])]
}
