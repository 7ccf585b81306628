import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Express } from 'express'
import request from 'supertest'
import { type ApiAnswered, assertDescribed } from './api-answers.ts'

type Handle = (req: IncomingMessage, res: ServerResponse, ...rest: unknown[]) => void

/**
 * Keeps every answer that the JSON API of an app gives from now on. The function that it answers fails with those that
 * the app's own OpenAPI document does not describe; it is for the end of a suite.
 */
export function watchAnswers(app: Express): () => Promise<void> {
  const answers: ApiAnswered[] = []
  const { handle }: { handle: Handle } = Object(app)
  const watched: Handle = (req, res, ...rest) => {
    const [path = ''] = (req.url ?? '').split('?')
    if (path.startsWith('/api/v1/')) keep(answers, { method: req.method ?? '', path }, res)
    handle.call(app, req, res, ...rest)
  }
  Object.assign(app, { handle: watched })
  return async () => {
    if (answers.length === 0) return
    const { body } = await request(app).get('/openapi.json')
    assertDescribed(body, answers)
  }
}

function keep(
  answers: ApiAnswered[],
  asked: Pick<ApiAnswered, 'method' | 'path'>,
  res: ServerResponse,
): void {
  const { end } = res
  const watched = (...given: unknown[]): ServerResponse => {
    const [chunk] = given
    const text = typeof chunk === 'string' || Buffer.isBuffer(chunk) ? chunk.toString() : ''
    const type = String(res.getHeader('content-type') ?? '')
    answers.push({ ...asked, status: res.statusCode, type, text })
    return Reflect.apply(end, res, given)
  }
  Object.assign(res, { end: watched })
}
