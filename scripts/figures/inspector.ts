import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'undici'

/** A door into a Node.js process that was started with `--inspect`. */
export interface Inspector {
  /** Collects garbage, then answers the bytes that are still held and how many resources keep the process busy. */
  measure(): Promise<{ heapBytes: number; resources: number }>
  close(): void
}

export async function inspect(port: number): Promise<Inspector> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
  const [target] = (await answer.json()) as { webSocketDebuggerUrl: string }[]
  if (!target) throw new Error('the process shows nothing to inspect')
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  let asked = 0
  const call = (method: string, params: object = {}) =>
    new Promise<{ result?: { value?: unknown } }>((resolve) => {
      const id = ++asked
      const hear = ({ data }: { data: unknown }) => {
        const message = JSON.parse(String(data)) as { id?: number; result: { result?: { value?: unknown } } }
        if (message.id !== id) return
        socket.removeEventListener('message', hear)
        resolve(message.result)
      }
      socket.addEventListener('message', hear)
      socket.send(JSON.stringify({ id, method, params }))
    })
  return {
    async measure() {
      for (let time = 0; time < 3; time++) {
        await call('HeapProfiler.collectGarbage')
        await pause(100)
      }
      const expression = '[process.memoryUsage().heapUsed, process.getActiveResourcesInfo().length]'
      const { result } = await call('Runtime.evaluate', { expression, returnByValue: true })
      const [heapBytes = 0, resources = 0] = (result?.value ?? []) as number[]
      return { heapBytes, resources }
    },
    close: () => socket.close(),
  }
}
