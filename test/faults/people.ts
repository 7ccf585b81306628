import { setTimeout as pause } from 'node:timers/promises'

/** What a request to the JSON API came to; status 0 when no answer came. */
export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
}

export type Ask = (method: string, path: string, body?: unknown) => Promise<ApiAnswer>

export function askerOf(url: string, key: string): Ask {
  return async (method, path, body) => {
    const headers: Record<string, string> = { authorization: `Bearer ${key}` }
    if (body !== undefined) headers['content-type'] = 'application/json'
    try {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
    } catch {
      return { status: 0, body: undefined }
    }
  }
}

export interface Person {
  readonly id: string
  readonly username: string
  /** Names that the server has acknowledged, oldest first. */
  readonly names: string[]
}

/** Who was made and changed, as far as the server said so: what may never be lost. */
export class People {
  readonly all: Person[] = []
  readonly #ask: Ask
  #made = 0

  constructor(ask: Ask) {
    this.#ask = ask
  }

  /** Makes so many people, each acknowledged; a server that dies meanwhile is asked again. */
  async register(count: number, atOnce = 4): Promise<Person[]> {
    const fresh: Person[] = []
    await inLanes(count, atOnce, async () => {
      const username = `person-${++this.#made}`
      const name = `Person ${username}`
      const id = await this.#insist(async () => {
        const { status, body } = await this.#ask('POST', '/users', { username, name })
        if (status === 201) return idOf(body)
        // Made by an earlier try whose answer was lost.
        if (status === 409) return this.#find(username)
        return refused(status, body)
      })
      const person = { id, username, names: [name] }
      this.all.push(person)
      fresh.push(person)
    })
    return fresh
  }

  /** Gives a person a name that nobody had, acknowledged. */
  async rename(person: Person): Promise<void> {
    const name = `${person.username} the ${person.names.length + 1}.`
    await this.#insist(async () => {
      const { status, body } = await this.#ask('PATCH', `/users/${person.id}`, { name })
      return status === 200 ? name : refused(status, body)
    })
    person.names.push(name)
  }

  /** Renames all of them, so many times each. */
  async renameAll(times = 1, people: readonly Person[] = this.all, atOnce = 4): Promise<void> {
    for (let round = 0; round < times; round++) {
      const line = people.values()
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (const person of line) await this.rename(person)
        }),
      )
    }
  }

  /** Makes and renames people until the signal aborts; answers how many changes were acknowledged. */
  async keepChanging(signal: AbortSignal, pauseMs = 0): Promise<number> {
    let changes = 0
    while (!signal.aborted) {
      const [person] = await this.register(1)
      if (person) await this.rename(person)
      const other = this.all[(changes * 7) % this.all.length]
      if (other && other !== person) await this.rename(other)
      changes += 3
      if (pauseMs > 0) await pause(pauseMs)
    }
    return changes
  }

  async #find(username: string): Promise<string | undefined> {
    const { status, body } = await this.#ask('GET', `/users?search=${username}`)
    if (status !== 200 || typeof body !== 'object' || body === null || !('data' in body)) return undefined
    const found = (body.data as { id: string; username: string }[]).find((one) => one.username === username)
    return found?.id
  }

  async #insist(tryOnce: () => Promise<string | undefined>): Promise<string> {
    const end = performance.now() + 120_000
    while (performance.now() < end) {
      const done = await tryOnce()
      if (done !== undefined) return done
      await pause(50)
    }
    throw new Error('the server acknowledged nothing for two minutes')
  }
}

/** What a dying or overloaded server says is asked again; anything else is a mistake of the test. */
function refused(status: number, body: unknown): undefined {
  if (status === 0 || status >= 500) return undefined
  throw new Error(`the API answered ${status}: ${JSON.stringify(body)}`)
}

const idOf = (body: unknown): string => (body as { id: string }).id

async function inLanes(count: number, atOnce: number, work: () => Promise<void>): Promise<void> {
  let left = count
  await Promise.all(
    Array.from({ length: Math.min(atOnce, count) }, async () => {
      while (left > 0) {
        left -= 1
        await work()
      }
    }),
  )
}
