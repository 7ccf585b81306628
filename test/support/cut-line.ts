import { connect, createServer, type Socket } from 'node:net'
import type { Scope } from './scope.ts'

/** A line to a port of the loopback that can be cut in the middle of whatever runs over it. */
export interface Line {
  readonly url: string
  /** Resets every connection, and each new one until it is mended. */
  cut(): void
  mend(): void
}

export async function layLine(scope: Scope, port: number): Promise<Line> {
  const sockets = new Set<Socket>()
  let whole = true
  const server = createServer((near) => {
    if (!whole) return near.resetAndDestroy()
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => sockets.delete(from))
    }
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const cut = () => {
    whole = false
    for (const socket of sockets) socket.resetAndDestroy()
  }
  scope.after(() => {
    cut()
    server.close()
  })
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    cut,
    mend: () => {
      whole = true
    },
  }
}
