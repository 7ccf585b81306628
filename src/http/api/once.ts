import type { Request } from 'express'
import { Refusal } from '../../domain/errors.ts'
import type { IdempotentCalls, KeptAnswer } from '../../domain/idempotency.ts'

const REFUSED = {
  running: 'idempotency_running',
  other: 'idempotency_other',
  lost: 'idempotency_lost',
} as const
/** When a first request that is under way has most likely ended. */
const RETRY_AFTER_S = 1

/**
 * Answers a POST with an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) once: sent again, it gets the same
 * answer, marked by `idempotent-replayed`. Without the header, `work` is simply done.
 */
export async function answerOnce(
  calls: IdempotentCalls,
  req: Request,
  apiKeyId: string,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  const key = req.method === 'POST' ? readKey(req.get('idempotency-key')) : undefined
  if (key === undefined) return work()
  const request = JSON.stringify([req.method, req.originalUrl, req.body])
  const outcome = await calls.once({ apiKeyId, key, request }, work)
  if (outcome.state !== 'answered')
    throw new Refusal(
      REFUSED[outcome.state],
      outcome.state === 'running' ? { retryAfter: RETRY_AFTER_S } : {},
    )
  const { answer, again } = outcome
  return again ? { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } } : answer
}

/** A string of structured fields (RFC 9651), as the draft has it, or the same without its quotes, as most send it. */
function readKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const key = /^"([\x21\x23-\x5b\x5d-\x7e]{1,255})"$|^([\x21\x23-\x7e]{1,255})$/.exec(header.trim())
  const text = key?.[1] ?? key?.[2]
  if (text !== undefined) return text
  throw new Refusal('malformed', {
    message: 'Send as Idempotency-Key 1 to 255 visible ASCII characters, such as a UUID.',
  })
}
