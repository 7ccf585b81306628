import { onPostgres } from '../support/postgres.ts'
import type { FaultServer } from './server.ts'
import type { Stage } from './stage.ts'

/** People who are made and renamed while `work` runs. */
export async function withTraffic(stage: Stage, work: () => Promise<void>): Promise<void> {
  const over = new AbortController()
  const traffic = stage.people.keepChanging(over.signal, 10)
  try {
    await work()
  } finally {
    over.abort()
    await traffic
  }
}

/** So many nodes more, running. */
export async function startNodes(
  stage: Stage,
  count: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<FaultServer[]> {
  const nodes = await Promise.all(Array.from({ length: count }, () => stage.addNode(settings)))
  await Promise.all(nodes.map((node) => node.start()))
  return nodes
}

/** The sentences whose condition does not hold. */
export const says = (sentences: readonly (readonly [holds: boolean, words: string])[]): string[] =>
  sentences.filter(([holds]) => !holds).map(([, words]) => words)

/** Ends connections to the stage's database by a condition on `pg_stat_activity`; answers how many. */
export async function endConnections(stage: Stage, which: string): Promise<number> {
  const ended = await onPostgres(
    stage.surroundings.cluster?.url ?? '',
    `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()
     and datname = '${new URL(stage.server.file).pathname.slice(1)}' and ${which}`,
  )
  return ended.length
}

export async function statusOf(node: FaultServer, path: string): Promise<number> {
  const response = await fetch(`${node.url}${path}`, { signal: AbortSignal.timeout(15_000) })
  await response.body?.cancel()
  return response.status
}
