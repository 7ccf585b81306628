import type { Express } from 'express'
import request, { type Response } from 'supertest'

/** A browser of one person against an app in this process, or the address of a server: it keeps cookies and fills in forms. */
export interface PageVisitor {
  get(path: string): Promise<Response>
  /** Opens `page` for its token, then posts the form. `page` is the form's own path unless told. */
  submit(path: string, fields?: Fields, page?: string): Promise<Response>
  /** Posts as it is, without asking for a token first. */
  post(path: string, fields?: Fields): Promise<Response>
  cookies(): string
}

type Fields = Readonly<Record<string, string | readonly string[]>>

export function visitor(
  app: Express | string,
  given: { cookies?: string; headers?: Record<string, string> } = {},
): PageVisitor {
  const jar = new Map<string, string>()
  for (const pair of (given.cookies ?? '').split('; ').filter(Boolean)) keep(jar, pair)
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = () => ({ ...given.headers, ...(jar.size > 0 ? { cookie: cookies() } : {}) })
  const taken = (response: Response): Response => {
    const set: unknown = response.headers['set-cookie'] ?? []
    for (const line of [set].flat().map(String)) keep(jar, line.split(';')[0] ?? '')
    return response
  }
  const get = async (path: string) => taken(await request(app).get(path).set(headers()))
  const post = async (path: string, fields: Fields = {}) =>
    taken(await request(app).post(path).set(headers()).type('form').send(encode(fields)))
  return {
    get,
    post,
    cookies,
    async submit(path, fields = {}, page = path) {
      const token = csrfOf((await get(page)).text)
      if (token === undefined) throw new Error(`${page} has no form`)
      return post(path, { ...fields, _csrf: token })
    },
  }
}

/** The CSRF token of a page's form. */
export function csrfOf(html: string): string | undefined {
  return /name="_csrf" value="([^"]+)"/.exec(html)?.[1]
}

/** What stands in an input of a page's form. */
export function inputOf(html: string, name: string): string | undefined {
  return new RegExp(`<input(?=[^>]* name="${name}")[^>]* value="([^"]*)"`).exec(html)?.[1]
}

function encode(fields: Fields): string {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one)
  return body.toString()
}

function keep(jar: Map<string, string>, pair: string): void {
  const at = pair.indexOf('=')
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
  if (value === '') jar.delete(name)
  else jar.set(name, value)
}
