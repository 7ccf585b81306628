import type { Dialect, Knex, Read, Tx } from '#gatepost'
import { jsonTable } from './json-table.ts'

/** One HTTP request and what came back. Headers arrive masked; times are UTC epoch milliseconds. */
export interface AttemptRow {
  readonly delivery: number
  readonly startedAt: number
  readonly durationMs: number
  readonly sent: boolean
  readonly status: number | null
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestSha256: string
  readonly responseHeaders: Readonly<Record<string, string>> | null
  readonly responseBody: string | null
  readonly responseTruncated: boolean
  readonly errorKind: string | null
  readonly errorMessage: string | null
  readonly late: boolean
  readonly probe: boolean
}

const columns = {
  delivery: 'integer',
  started_at: 'integer',
  duration_ms: 'integer',
  sent: 'boolean',
  status: 'integer',
  request_headers: 'text',
  request_sha256: 'text',
  response_headers: 'text',
  response_body: 'text',
  response_truncated: 'boolean',
  error_kind: 'text',
  error_message: 'text',
  late: 'boolean',
  probe: 'boolean',
} as const

// PostgreSQL keeps no NUL in text, and JSON carries lone surrogates that it refuses.
const storable = (text: string | null): string | null =>
  text === null ? null : text.replaceAll('\0', '\ufffd').toWellFormed()

export function insertAttempts(
  tx: Tx,
  dialect: Dialect,
  attempts: readonly AttemptRow[],
): Knex.Raw | undefined {
  if (attempts.length === 0) return undefined
  const names = Object.keys(columns).join(', ')
  return tx.raw(
    `insert into webhooks_attempts (${names})
     select ${names} from ${jsonTable(dialect, columns)} a order by a.n`,
    [
      JSON.stringify(
        attempts.map((attempt) => [
          attempt.delivery,
          attempt.startedAt,
          Math.round(attempt.durationMs),
          attempt.sent,
          attempt.status,
          JSON.stringify(attempt.requestHeaders),
          attempt.requestSha256,
          attempt.responseHeaders && storable(JSON.stringify(attempt.responseHeaders)),
          storable(attempt.responseBody),
          attempt.responseTruncated,
          attempt.errorKind,
          storable(attempt.errorMessage),
          attempt.late,
          attempt.probe,
        ]),
      ),
    ],
  )
}

/** A row as the database has it. */
export interface StoredAttempt {
  id: number
  delivery: number
  started_at: number
  duration_ms: number
  sent: boolean | number
  status: number | null
  request_headers: string
  request_sha256: string
  response_headers: string | null
  response_body: string | null
  response_truncated: boolean | number
  error_kind: string | null
  error_message: string | null
  late: boolean | number
  probe: boolean | number
}

/** Attempts of a delivery in the order they were recorded. */
export async function listAttempts(
  read: Read,
  delivery: number,
): Promise<(AttemptRow & { readonly id: number })[]> {
  const rows: StoredAttempt[] = await read('webhooks_attempts').where({ delivery }).orderBy('id')
  return rows.map(toAttempt)
}

export function toAttempt(row: StoredAttempt): AttemptRow & { readonly id: number } {
  return {
    id: row.id,
    delivery: row.delivery,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    sent: Boolean(row.sent),
    status: row.status,
    requestHeaders: JSON.parse(row.request_headers),
    requestSha256: row.request_sha256,
    responseHeaders: row.response_headers === null ? null : JSON.parse(row.response_headers),
    responseBody: row.response_body,
    responseTruncated: Boolean(row.response_truncated),
    errorKind: row.error_kind,
    errorMessage: row.error_message,
    late: Boolean(row.late),
    probe: Boolean(row.probe),
  }
}
