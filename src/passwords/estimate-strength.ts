import { Worker } from 'node:worker_threads'
import type { Strength } from '../domain/strength.ts'
import type { Urgency } from '../usecases/password-judge.ts'

/** Signs that are looked at; the time of an estimate grows faster than its length. */
const LOOKED_AT = 64
const NAMES_MAX = 20
const NAME_MAX = 64
/** With so many waiting, an early word while somebody types has no answer. */
const EARLY_WAITING = 2

export interface StrengthBounds {
  /** How long one question may wait and be worked on, the thread's start included; milliseconds. */
  readonly timeMs?: number
  /** Questions that may wait; more have no answer at once. */
  readonly maxWaiting?: number
  /** After so long without a question the thread ends and gives its memory (about 70 MB) back; milliseconds. */
  readonly idleMs?: number
  /** Another program for the thread. */
  readonly program?: URL
}

export interface StrengthEstimates {
  estimate(password: string, names: readonly string[], urgency?: Urgency): Promise<Strength | undefined>
  close(): Promise<void>
}

interface StrengthQuestion {
  readonly id: number
  readonly password: string
  readonly names: readonly string[]
}

/** Without a strength it only says that the thread is ready. */
interface StrengthAnswer {
  readonly id: number
  readonly strength?: Strength
}

interface Waiting {
  readonly question: StrengthQuestion
  readonly answer: (strength: Strength | undefined) => void
  readonly timer: NodeJS.Timeout
}

const PROGRAM = new URL('./strength-worker.js', import.meta.url)

/**
 * Estimates in one thread that begins with the first question, so that the main one never stands still. A question
 * that takes too long is given up, and the thread with it.
 */
export function createStrengthEstimates(bounds: StrengthBounds = {}): StrengthEstimates {
  const { timeMs = 3000, maxWaiting = 32, idleMs = 300_000, program = PROGRAM } = bounds
  const waiting: Waiting[] = []
  let current: Waiting | undefined
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  /** Whether the thread has read its dictionaries. */
  let ready = false
  let asked = 0

  const end = async () => {
    clearTimeout(idle)
    const ended = worker
    worker = undefined
    ready = false
    await ended?.terminate()
  }
  const settle = (one: Waiting, strength: Strength | undefined) => {
    clearTimeout(one.timer)
    one.answer(strength)
  }
  const begin = (): Worker => {
    const begun = new Worker(program)
    begun.unref()
    begun.on('message', ({ id, strength }: StrengthAnswer) => {
      ready ||= worker === begun
      if (!strength || current?.question.id !== id) return
      const done = current
      current = undefined
      settle(done, strength)
      askNext()
    })
    // It could not start or died; whoever asks next has a new one.
    const lost = () => {
      if (worker !== begun) return
      worker = undefined
      ready = false
      const failed = current
      current = undefined
      if (failed) settle(failed, undefined)
      askNext()
    }
    begun.on('error', lost)
    begun.on('exit', lost)
    return begun
  }
  const askNext = () => {
    if (current) return
    current = waiting.shift()
    clearTimeout(idle)
    if (!current) {
      idle = setTimeout(() => void end(), idleMs).unref()
      return
    }
    worker ??= begin()
    worker.postMessage(current.question)
  }
  const giveUp = (id: number) => {
    if (current?.question.id === id) {
      const late = current
      current = undefined
      // A thread that still reads its dictionaries is not stuck: ended now, it would never be ready.
      if (ready) void end()
      settle(late, undefined)
      askNext()
      return
    }
    const at = waiting.findIndex(({ question }) => question.id === id)
    const [late] = at === -1 ? [] : waiting.splice(at, 1)
    if (late) settle(late, undefined)
  }

  return {
    estimate: (password, names, urgency) =>
      new Promise((answer) => {
        if (waiting.length >= (urgency === 'early' ? Math.min(EARLY_WAITING, maxWaiting) : maxWaiting))
          return answer(undefined)
        const id = ++asked
        const question = {
          id,
          password: [...password].slice(0, LOOKED_AT).join(''),
          names: names.slice(0, NAMES_MAX).map((name) => name.slice(0, NAME_MAX)),
        }
        waiting.push({ question, answer, timer: setTimeout(() => giveUp(id), timeMs) })
        askNext()
      }),
    async close() {
      for (const one of waiting.splice(0)) settle(one, undefined)
      const cut = current
      current = undefined
      if (cut) settle(cut, undefined)
      await end()
    },
  }
}
