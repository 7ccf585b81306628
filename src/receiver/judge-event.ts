import type { GatepostEvent } from './event.ts'

/**
 * What a receiver remembers of the events it took. Make one over your own transaction, so that remembering commits
 * together with what the event did: a crash between the two would drop the event, or do it twice.
 */
export interface EventMemory {
  /** Keeps the id; answers false when it was kept before. */
  remember(id: string): Promise<boolean>
  /** The sequence of the newest state taken of a user, which nobody else may change until the transaction ends. */
  sequenceOf(userId: string): Promise<number | undefined>
  keepSequence(userId: string, sequence: number): Promise<void>
}

/**
 * `new`: take it. `repeat`: it was taken before; answer 200 and do nothing. `late`: a newer state of the user was taken
 * already; leave the state alone, and do what does not depend on order, such as a point in a ledger.
 */
export type Verdict = 'new' | 'repeat' | 'late'

/** The part of an event that decides. */
export interface JudgedEvent {
  readonly id: string
  readonly type: string
  readonly sequence: number | null
  readonly data: object
}

/**
 * Decides by id and sequence, and remembers both. What is sent on request (`user.snapshot`, `user.gone`) repeats a
 * sequence on purpose: a lower one is late, an equal one is taken. Events without a sequence have no order; strangers can cause them.
 */
export async function judgeEvent(memory: EventMemory, event: GatepostEvent | JudgedEvent): Promise<Verdict> {
  if (!(await memory.remember(event.id))) return 'repeat'
  const userId = userIdOf(event.data)
  if (event.sequence === null || userId === undefined) return 'new'
  const known = await memory.sequenceOf(userId)
  if (known !== undefined && isOlder(event, event.sequence, known)) return 'late'
  await memory.keepSequence(userId, event.sequence)
  return 'new'
}

const ON_REQUEST: ReadonlySet<string> = new Set(['user.snapshot', 'user.gone'])
const isOlder = ({ type }: JudgedEvent, sequence: number, known: number): boolean =>
  ON_REQUEST.has(type) ? sequence < known : sequence <= known

function userIdOf(data: object): string | undefined {
  if ('userId' in data && typeof data.userId === 'string') return data.userId
  const user: unknown = 'user' in data ? data.user : undefined
  if (typeof user !== 'object' || user === null || !('id' in user)) return undefined
  return typeof user.id === 'string' ? user.id : undefined
}

/** An example of a memory, for tests and for trying out: it forgets everything when the process ends. */
export function createMemory(): EventMemory {
  const ids = new Set<string>()
  const sequences = new Map<string, number>()
  return {
    async remember(id) {
      const isNew = !ids.has(id)
      ids.add(id)
      return isNew
    },
    async sequenceOf(userId) {
      return sequences.get(userId)
    },
    async keepSequence(userId, sequence) {
      sequences.set(userId, sequence)
    },
  }
}
