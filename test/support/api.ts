import { z } from 'zod'

const webhookSchema = z.object({ id: z.string(), secret: z.string() })

/** A webhook as the API answered its creation. */
export type CreatedWebhook = z.infer<typeof webhookSchema>

/** The JSON API as an operator's script uses it. */
export interface Api {
  /** The body of a 2xx answer; throws with status and body of any other. */
  call(method: string, path: string, body?: unknown): Promise<unknown>
  createWebhook(webhook: {
    name: string
    url: string
    events: readonly string[]
    timeoutMs?: number
    retry?: { delays: readonly number[] }
  }): Promise<CreatedWebhook>
  /** All objects of a list, page by page. */
  list(path: string): Promise<unknown[]>
}

const pageSchema = z.object({ data: z.array(z.unknown()), next: z.string().nullable() })

export function apiOf(url: string, key: string): Api {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const headers: Record<string, string> = { authorization: `Bearer ${key}` }
    if (body !== undefined) headers['content-type'] = 'application/json'
    const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) }
    const response = await fetch(`${url}/api/v1${path}`, init)
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  return {
    call,
    createWebhook: async (webhook) => webhookSchema.parse(await call('POST', '/webhooks', webhook)),
    async list(path) {
      const all: unknown[] = []
      for (let next: string | null = ''; next !== null; ) {
        const cursor =
          next === '' ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(next)}`
        const page = pageSchema.parse(await call('GET', `${path}${cursor}`))
        all.push(...page.data)
        next = page.next
      }
      return all
    },
  }
}
