import type { Knex } from '#gatepost'
import { type AnswerClass, isSlow, statusesOf } from '../delivery/answer-class.ts'

/** Leaves of a query over deliveries `d` those whose newest attempt was answered so. */
export function answered(query: Knex.QueryBuilder, answer: AnswerClass): void {
  if (answer === 'failed') {
    newestAttempt(query, '(t.status is null or t.status < 200 or t.status > 299)', [])
    return
  }
  if (isSlow(answer)) {
    newestAttempt(query, 't.duration_ms > ?', [Number(answer.slice(1))])
    return
  }
  const statuses = statusesOf(answer)
  newestAttempt(
    query,
    statuses ? 't.status between ? and ?' : 't.status is null',
    statuses ? [...statuses] : [],
  )
}

function newestAttempt(query: Knex.QueryBuilder, is: string, bindings: readonly number[]): void {
  query.whereRaw(
    `exists (select 1 from webhooks_attempts t
             where t.id = (select max(id) from webhooks_attempts where delivery = d.id)
               and ${is})`,
    [...bindings],
  )
}
