import type { Knex } from '#gatepost'
import { type AnswerClass, statusesOf } from '../delivery/answer-class.ts'

/** Leaves of a query over deliveries `d` those whose newest attempt was answered so. */
export function answered(query: Knex.QueryBuilder, answer: AnswerClass): void {
  const statuses = statusesOf(answer)
  query.whereRaw(
    `exists (select 1 from webhooks_attempts t
             where t.id = (select max(id) from webhooks_attempts where delivery = d.id)
               and ${statuses ? 't.status between ? and ?' : 't.status is null'})`,
    statuses ? [...statuses] : [],
  )
}
