import { once } from 'node:events'
import { createServer } from 'node:net'
import { type FaultReceiver, startFaultReceiver } from '../support/fault-receiver.ts'
import type { Scope } from '../support/scope.ts'
import { copyBuild } from './build.ts'

/** What all faults of one run share. */
export interface Surroundings {
  /** Folder that holds the compiled program. */
  readonly root: string
  readonly receiver: FaultReceiver
  /** A host that no request may ever reach: its address is not on the allow-list. */
  readonly forbidden: { readonly url: string; connections(): number }
}

export async function prepareSurroundings(scope: Scope): Promise<Surroundings> {
  const root = copyBuild(scope)
  const receiver = await startFaultReceiver()
  scope.after(() => receiver.stop())
  let connections = 0
  const forbidden = createServer((socket) => {
    connections += 1
    socket.destroy()
  }).listen(0, '127.0.0.2')
  await once(forbidden, 'listening')
  scope.after(() => void forbidden.close())
  const address = forbidden.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { root, receiver, forbidden: { url: `http://127.0.0.2:${port}`, connections: () => connections } }
}
