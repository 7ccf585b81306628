import type { Knex } from 'knex'
import type { Read } from '../db/database.ts'

/** Events about one user, newest first, by the index of the subject. `before`: the id of the last one read. */
export function newestEventsOf(
  read: Read,
  subject: string,
  page: { readonly types: readonly string[]; readonly before?: string | undefined; readonly limit: number },
): Knex.QueryBuilder {
  const query = read('events')
    .where({ subject })
    .whereIn('type', [...page.types])
  if (page.before !== undefined)
    query.where('seq', '<', read('events').where({ id: page.before, subject }).select('seq'))
  return query.orderBy('seq', 'desc').limit(page.limit).select('id', 'type', 'at', 'data', 'context')
}
