import { once } from 'node:events'
import { createServer } from 'node:net'
import { type FaultReceiver, startFaultReceiver } from '../support/fault-receiver.ts'
import { type Cluster, startCluster } from '../support/postgres.ts'
import type { Scope } from '../support/scope.ts'
import { copyBuild } from './build.ts'

export type Place = 'SQLite' | 'PostgreSQL'

/** What all faults of one run share. */
export interface Surroundings {
  /** Folder that holds the compiled program. */
  readonly root: string
  readonly receiver: FaultReceiver
  readonly place: Place
  /** Where the databases are made; undefined on SQLite. */
  readonly cluster: Cluster | undefined
  /** A host that no request may ever reach: its address is not on the allow-list. */
  readonly forbidden: { readonly url: string; connections(): number }
}

export async function prepareSurroundings(scope: Scope, place: Place = 'SQLite'): Promise<Surroundings> {
  const root = copyBuild(scope)
  const cluster = place === 'PostgreSQL' ? await startCluster() : undefined
  if (cluster) scope.after(() => cluster.close())
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
  return {
    root,
    receiver,
    place,
    cluster,
    forbidden: { url: `http://127.0.0.2:${port}`, connections: () => connections },
  }
}
