import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import type { Hook, HookPoint, Log } from './contract.ts'

/** Runs the hooks of a point; see `Hook` in contract.ts. Never called inside a transaction. */
export type Before = (
  point: HookPoint,
  input: Readonly<Record<string, unknown>>,
  context: EventContext,
) => Promise<void>

const DEFAULT_TIMEOUT_MS = 3000

/** Hooks of a point run one after another, in the order of their plugins; the first refusal ends the flow. */
export function createPipeline(hooks: readonly Hook[], log: Log): Before {
  return async (point, input, context) => {
    for (const hook of hooks.filter((candidate) => candidate.before === point)) {
      const timeoutMs = hook.timeoutMs ?? DEFAULT_TIMEOUT_MS
      const signal = AbortSignal.timeout(timeoutMs)
      const late = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error(`no answer within ${timeoutMs} ms`)), {
          once: true,
        })
      })
      try {
        await Promise.race([hook.run({ point, input, context, signal }), late])
      } catch (error) {
        if (error instanceof Refusal) throw error
        log.error({ err: error, hook: hook.name, point }, 'a hook failed')
        if (hook.required) throw new Refusal('unavailable', { retryAfter: 30, cause: error })
      }
    }
  }
}
