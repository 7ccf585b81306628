import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Scope } from './scope.ts'

/** Messages of the server begin with a byte for their kind and four for their length, itself included. */
const HEADER = 5

/**
 * A way to a PostgreSQL database that is asked of each message of the server, by the letter of its kind, whether it
 * passes. Answers the address of its near end; gone with the scope.
 */
export async function wayTo(scope: Scope, url: string, passes: (kind: string) => boolean): Promise<string> {
  const there = new URL(url)
  const door = createServer((client) => {
    const server = connect(Number(there.port), there.hostname)
    let rest: Buffer = Buffer.alloc(0)
    client.pipe(server)
    server.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= HEADER && rest.length > rest.readInt32BE(1)) {
        const end = rest.readInt32BE(1) + 1
        if (passes(String.fromCharCode(rest[0] ?? 0))) client.write(rest.subarray(0, end))
        rest = rest.subarray(end)
      }
    })
    const end = () => {
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) socket.on('close', end).on('error', end)
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  scope.after(() => void door.close())
  const own = new URL(url)
  const address = door.address()
  if (typeof address === 'object' && address) own.port = String(address.port)
  return own.href
}
