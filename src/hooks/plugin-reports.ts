import type { Database } from '../db/database.ts'
import type { JobState, PluginReport, SubscriberReport } from '../domain/plugin-report.ts'
import { eventsAt, headPosition } from '../repositories/log.ts'
import { listCursors, type ParkedEvent, parkedEvents } from '../repositories/subscriber-cursors.ts'
import type { GatepostPlugin, Parts } from './contract.ts'

/** Set-aside events of one subscriber shown at once. */
const SHOWN = 20

interface ReportParts {
  readonly db: Database
  readonly plugins: readonly Pick<GatepostPlugin, 'id' | 'version' | 'contract' | 'settings'>[]
  readonly installed: readonly { readonly id: string; readonly parts: Parts }[]
  /** The jobs of this process as they are now. */
  readonly jobs: () => readonly JobState[]
}

/** Reads how each plugin of this installation fares, in the order in which they were set up. */
export async function reportPlugins({ db, plugins, installed, jobs }: ReportParts): Promise<PluginReport[]> {
  const [head, cursors, parked] = await Promise.all([
    headPosition(db.reader),
    listCursors(db.reader),
    parkedEvents(db.reader),
  ])
  const shown = new Map<string, ParkedEvent[]>()
  for (const one of parked) shown.set(one.subscriber, [...(shown.get(one.subscriber) ?? []), one])
  const positions = [...shown.values()].flatMap((all) => all.slice(0, SHOWN).map(({ position }) => position))
  const events = await eventsAt(db.reader, db.dialect, positions)
  const states = jobs()

  const subscriber = (name: string): SubscriberReport => {
    const cursor = cursors.find((one) => one.name === name)
    const aside = shown.get(name) ?? []
    return {
      name,
      position: cursor?.position ?? 0,
      behind: Math.max(0, head - (cursor?.position ?? 0)),
      failures: cursor?.failures ?? 0,
      parkedCount: aside.length,
      parked: aside.slice(0, SHOWN).map(({ position, error, parkedAt }) => {
        const event = events.get(position)
        return { position, error, parkedAt, event: event && { id: event.id, type: event.type } }
      }),
    }
  }

  return installed.map(({ id, parts }) => {
    const plugin = plugins.find((one) => one.id === id)
    const names = [
      ...(parts.jobs ?? []).map(({ name }) => name),
      ...(parts.subscribers ?? []).map(({ name }) => `subscriber ${name}`),
    ]
    return {
      id,
      version: plugin?.version,
      contract: plugin?.contract ?? 1,
      adds: {
        events: Object.keys(parts.events ?? {}),
        pages: (parts.mounts ?? []).map(({ path }) => path),
        api: (parts.api ?? []).map(({ method, path }) => `${method.toUpperCase()} /api/v1${path}`),
        documents: (parts.documents ?? []).map(({ path }) => path),
        jobs: (parts.jobs ?? []).map(({ name }) => name),
        hooks: (parts.hooks ?? []).map(({ name, before }) => `${name}, before ${before}`),
        services: Object.keys(parts.provides ?? {}),
        settings: Object.keys(plugin?.settings?.shape ?? {}),
      },
      subscribers: (parts.subscribers ?? []).map(({ name }) => subscriber(name)),
      jobs: states.filter(({ name }) => names.includes(name)),
    }
  })
}
