/** A TCP server on the loopback that counts what reaches it. */
import { createServer, type Socket } from 'node:net'
import type { Scope } from '../../support/temp.ts'

export interface CountingServer {
  readonly port: number
  connections(): number
  /** Bytes that arrived over all connections. */
  bytes(): number
}

/** Listens on 127.0.0.1, and on ::1 as well where there is one, under one port. `serve` speaks to each socket. */
export async function countingServer(
  scope: Scope,
  serve: (socket: Socket) => void = () => {},
): Promise<CountingServer> {
  let connections = 0
  let bytes = 0
  const open = new Set<Socket>()
  const accept = (socket: Socket) => {
    connections += 1
    open.add(socket)
    socket.on('data', (chunk) => {
      bytes += chunk.length
    })
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
    serve(socket)
  }
  const listen = async (host: string, port: number) => {
    const server = createServer(accept)
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
    scope.after(() => {
      for (const socket of open) socket.destroy()
      server.close()
    })
    const address = server.address()
    return typeof address === 'object' ? (address?.port ?? 0) : 0
  }
  const port = await listen('127.0.0.1', 0)
  await listen('::1', port).catch(() => 0)
  return { port, connections: () => connections, bytes: () => bytes }
}
