import { type Running, start } from './process.ts'

/** The benchmark's receiver, asked over HTTP. */
export interface Receiver {
  readonly url: string
  reset(): Promise<void>
  /** Resolves once so many different messages have arrived; false when that takes longer than `timeoutMs`. */
  arrived(count: number, timeoutMs: number): Promise<boolean>
  count(): Promise<{ requests: number; seen: number }>
  /** Message ids with the time of their first arrival, on the machine's monotonic clock. */
  seen(): Promise<Map<string, number>>
  stop(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const child: Running = await start('receiver', new URL('receiver-process.ts', import.meta.url))
  const [, port] = await child.says(/^receiver (\d+)$/m)
  const url = `http://127.0.0.1:${port}`
  const ask = async (path: string, signal?: AbortSignal) => fetch(`${url}${path}`, signal ? { signal } : {})
  return {
    url,
    reset: async () => void (await ask('/reset')).text(),
    async arrived(count, timeoutMs) {
      try {
        await (await ask(`/wait?count=${count}`, AbortSignal.timeout(timeoutMs))).text()
        return true
      } catch {
        return false
      }
    },
    count: async () => (await ask('/count')).json() as Promise<{ requests: number; seen: number }>,
    async seen() {
      const { seen } = (await (await ask('/seen')).json()) as { seen: [string, number][] }
      return new Map(seen)
    },
    stop: child.end,
  }
}
