/** Answer to a visitor: status, where it leads, and the page. */
export interface Visit {
  readonly status: number
  readonly location: string | null
  readonly html: string
}

/** A browser without a window: cookies, pages and forms over plain HTTP. Redirects are not followed. */
export interface Visitor {
  get(path: string): Promise<Visit>
  /** Fetches the page, then posts these fields to its path with the page's own CSRF token. */
  submit(path: string, fields: Readonly<Record<string, string>>): Promise<Visit>
  /** The cookies as they would be sent now. */
  cookies(): string
}

/** `cookies`: those of somebody else, to see what they open. */
export function visitorOf(url: string, cookies = ''): Visitor {
  const jar = new Map(cookies.split('; ').flatMap((pair) => (pair === '' ? [] : [splitPair(pair)])))
  const cookieHeader = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')

  async function request(path: string, body?: URLSearchParams): Promise<Visit> {
    const response = await fetch(new URL(path, url), {
      redirect: 'manual',
      headers: { cookie: cookieHeader() },
      signal: AbortSignal.timeout(20_000),
      ...(body ? { method: 'POST', body } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = splitPair(line.split(';')[0] ?? '')
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return {
      status: response.status,
      location: response.headers.get('location'),
      html: await response.text(),
    }
  }

  return {
    get: (path) => request(path),
    async submit(path, fields) {
      const page = await request(path)
      const token = /name="_csrf" value="([^"]+)"/.exec(page.html)?.[1]
      if (!token) throw new Error(`${path} answered ${page.status} without a form`)
      return request(path, new URLSearchParams({ ...fields, _csrf: token }))
    },
    cookies: cookieHeader,
  }
}

/** Whether somebody who holds these cookies and nothing else sees the account that they belong to. */
export async function opensAccount(url: string, cookies: string): Promise<boolean> {
  const { status } = await visitorOf(url, cookies).get('/account/profile')
  return status === 200
}

function splitPair(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=')
  return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
}
