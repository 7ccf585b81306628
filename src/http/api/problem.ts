import type { Request, Response } from 'express'
import { ERRORS, type ErrorCode, type Refusal } from '../../domain/errors.ts'

/** An error as the API tells it (RFC 9457). */
export interface Problem {
  /** A page of this server about the kind of error. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** Stable; the last part of `type`. */
  readonly code: ErrorCode
  /** Names this request in the process log. */
  readonly requestId: string
  readonly errors?: readonly { readonly field: string; readonly message: string }[]
}

/** Where the kinds of problems are described; `type` of each begins with it. */
export function problemsAt(url: string): string {
  return `${url}/problems/`
}

/** What a kind of problem is called; the same for all of its occurrences (RFC 9457 §3.1.3). */
export function problemTitle(code: ErrorCode): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function sendProblem(req: Request, res: Response, refusal: Refusal, types: string): void {
  const errors = Object.entries(refusal.fields).map(([field, message]) => ({ field, message }))
  const problem: Problem = {
    type: `${types}${refusal.code}`,
    title: problemTitle(refusal.code),
    status: refusal.status,
    detail: refusal.code === 'internal' ? ERRORS.internal[1] : refusal.message,
    code: refusal.code,
    requestId: String(req.id),
    ...(errors.length > 0 ? { errors } : {}),
  }
  res
    .status(refusal.status)
    .set('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem))
}
