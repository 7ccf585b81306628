/** What a GenAuth client signs, as its public Node SDK puts it together. */
import { createHmac } from 'node:crypto'

export interface Signed {
  readonly method: string
  /** `/api/v3/create-webhook`, without the query. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The query of a GET, the top-level fields of any other body. */
  readonly parameters: Readonly<Record<string, unknown>>
}

/** Method, then `date` and every `x-authing-` header in order, then the path with its parameters in order, unencoded. */
export function stringToSign({ method, path, headers, parameters }: Signed): string {
  const lines = Object.keys(headers)
    .filter((name) => name === 'date' || name.startsWith('x-authing-'))
    .sort()
    .map((name) => `${name}:${oneLine(String(headers[name]))}\n`)
  return `${method}\n${lines.join('')}${resource(path, parameters)}`
}

const oneLine = (value: string): string => value.replace(/[\t\n\r\f]/g, ' ').trim()

function resource(path: string, parameters: Signed['parameters']): string {
  const names = Object.keys(parameters).sort()
  if (names.length === 0) return path
  return `${path}?${names.map((name) => `${name}=${plain(parameters[name])}`).join('&')}`
}

const plain = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

export function signatureOf(secret: string, text: string): string {
  return createHmac('sha1', secret).update(text, 'utf8').digest('base64')
}
