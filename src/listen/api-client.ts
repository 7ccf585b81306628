import { z } from 'zod'
import { StartError } from '../domain/errors.ts'

const ANSWER_MS = 15_000

const problemSchema = z.object({ detail: z.string() })

/** The JSON API of a server, seen from outside, with one key. */
export interface ApiClient {
  /** The answer whatever its status. `signal` ends it; without one it has fifteen seconds. */
  send(method: string, path: string, options?: SendOptions): Promise<Response>
  /** The body of a 2xx answer. Throws a `StartError` in the server's words for any other, or when none came. */
  call(method: string, path: string, body?: object): Promise<unknown>
}

export interface SendOptions {
  readonly body?: object | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export function apiClient(url: string, key: string): ApiClient {
  const base = `${url.replace(/\/+$/, '')}/api/v1`
  const send = (method: string, path: string, { body, headers, signal }: SendOptions = {}) =>
    fetch(`${base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      redirect: 'manual',
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? AbortSignal.timeout(ANSWER_MS),
    })
  return {
    send,
    async call(method, path, body) {
      const answer = await send(method, path, { body }).catch((cause: unknown) => {
        throw new StartError(`${url} does not answer. Is the server running there? Say where with --url.`, {
          cause,
        })
      })
      if (!answer.ok) throw new StartError(await detailOf(answer))
      const text = await answer.text()
      return text === '' ? undefined : JSON.parse(text)
    },
  }
}

/** What a refusal says, in the words of its problem document. */
export async function detailOf(answer: Response): Promise<string> {
  const text = await answer.text()
  try {
    return problemSchema.parse(JSON.parse(text)).detail
  } catch {
    return `The server answered ${answer.status}. Does --url name a Gatepost server?`
  }
}
