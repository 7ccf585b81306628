import { SettingsError, StartError } from '../domain/errors.ts'
import type { EventCatalogue } from '../domain/event.ts'
import type {
  ApiOperation,
  Banner,
  Env,
  EventPages,
  GatepostPlugin,
  Hook,
  Host,
  Job,
  LiveTopic,
  MenuItem,
  Mount,
  OpenDocument,
  OverviewSection,
  Parts,
  RawMount,
  Span,
  Subscriber,
} from './contract.ts'

/** All plugins of this build together, checked against each other; what compose mounts and starts. */
export interface Installation {
  readonly plugins: readonly { readonly id: string; readonly parts: Parts }[]
  readonly catalogue: EventCatalogue
  readonly subscribers: readonly Subscriber[]
  readonly hooks: readonly Hook[]
  readonly jobs: readonly Job[]
  readonly mounts: readonly Mount[]
  readonly rawMounts: readonly RawMount[]
  readonly api: readonly ApiOperation[]
  readonly documents: readonly OpenDocument[]
  readonly eventPages: readonly EventPages[]
  readonly menu: readonly MenuItem[]
  banners(): Promise<readonly Banner[]>
  /** What the plugins show on the overview, in their order. */
  overview(span: Span): Promise<readonly OverviewSection[]>
  /** By `plugin/topic`. */
  readonly live: ReadonlyMap<string, LiveTopic>
}

/** Settings of every plugin by its id. Throws one `SettingsError` with the faults of them all. */
export function readPluginSettings(
  plugins: readonly GatepostPlugin[],
  env: Env,
): ReadonlyMap<string, unknown> {
  const faults: string[] = []
  const settings = new Map<string, unknown>()
  for (const plugin of plugins) {
    try {
      settings.set(plugin.id, plugin.readConfig(env))
    } catch (error) {
      if (!(error instanceof SettingsError)) throw refuse(plugin.id, error)
      faults.push(...error.faults)
    }
  }
  if (faults.length > 0) throw new SettingsError(faults)
  return settings
}

/**
 * Sets every plugin up in the order of the list and checks what it brings. Starts nothing. Throws a `StartError`
 * that names the plugin at fault.
 *
 * @param lend the host as one plugin sees it, without what depends on the other plugins
 */
export function installPlugins(
  plugins: readonly GatepostPlugin[],
  settings: ReadonlyMap<string, unknown>,
  coreEvents: EventCatalogue,
  lend: (pluginId: string) => Omit<Host, 'events' | 'require'>,
): Installation {
  let catalogue: EventCatalogue = coreEvents
  const services = new Map<string, unknown>()
  const installed: { id: string; parts: Parts }[] = []
  for (const plugin of plugins) {
    checkPlugin(plugin, installed)
    const host: Host = {
      ...lend(plugin.id),
      events: () => catalogue,
      require<T>(name: string): T {
        if (!services.has(name)) throw new Error(`it requires ${name}, which no plugin before it provides`)
        return services.get(name) as T
      },
    }
    let parts: Parts
    try {
      parts = plugin.setup(host, settings.get(plugin.id))
    } catch (error) {
      throw refuse(plugin.id, error)
    }
    checkParts(plugin.id, parts, installed, catalogue)
    catalogue = { ...catalogue, ...parts.events }
    for (const [name, service] of Object.entries(parts.provides ?? {})) services.set(name, service)
    installed.push({ id: plugin.id, parts })
  }
  const parts = installed.map((plugin) => plugin.parts)
  return {
    plugins: installed,
    catalogue,
    subscribers: parts.flatMap((part) => part.subscribers ?? []),
    hooks: parts.flatMap((part) => part.hooks ?? []),
    jobs: parts.flatMap((part) => part.jobs ?? []),
    mounts: parts.flatMap((part) => part.mounts ?? []),
    rawMounts: parts.flatMap((part) => part.rawMounts ?? []),
    api: parts.flatMap((part) => part.api ?? []),
    documents: parts.flatMap((part) => part.documents ?? []),
    eventPages: parts.flatMap((part) => part.eventPages ?? []),
    menu: parts.flatMap((part) => part.menu ?? []),
    banners: async () => (await Promise.all(parts.map((part) => part.banners?.() ?? []))).flat(),
    overview: (span) => Promise.all(parts.flatMap((part) => part.overview?.(span) ?? [])),
    live: new Map(
      installed.flatMap(({ id, parts }) =>
        (parts.live ?? []).map((topic): [string, LiveTopic] => [`${id}/${topic.name}`, topic]),
      ),
    ),
  }
}

type Installed = readonly { readonly id: string; readonly parts: Parts }[]

function checkPlugin(plugin: GatepostPlugin, installed: Installed): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(plugin.id)) throw refuse(plugin.id, 'its id is not in kebab-case')
  if (plugin.contract !== 1)
    throw refuse(plugin.id, `it is written for contract ${plugin.contract}; this host offers 1`)
  if (installed.some(({ id }) => id === plugin.id)) throw refuse(plugin.id, 'it is listed twice')
}

/** Names and paths that a plugin claims must be free: silence about a clash would let one shadow the other. */
function checkParts(id: string, parts: Parts, installed: Installed, catalogue: EventCatalogue): void {
  const taken = <T>(
    list: (parts: Parts) => readonly T[] | undefined,
    same: (mine: T, theirs: T) => boolean,
    name: (mine: T) => string,
  ) => {
    const mine = list(parts) ?? []
    mine.forEach((part, index) => {
      if (mine.slice(0, index).some((earlier) => same(part, earlier)))
        throw refuse(id, `it claims ${name(part)} twice`)
      const owner = installed.find((other) => (list(other.parts) ?? []).some((theirs) => same(part, theirs)))
      if (owner) throw refuse(id, `${name(part)} belongs to the plugin ${owner.id}`)
    })
  }
  for (const type of Object.keys(parts.events ?? {}))
    if (catalogue[type]) throw refuse(id, `the event type ${type} exists`)
  taken(
    (p) => p.subscribers,
    (a, b) => a.name === b.name,
    (s) => `the subscriber ${s.name}`,
  )
  taken(
    (p) => p.jobs,
    (a, b) => a.name === b.name,
    (job) => `the job ${job.name}`,
  )
  taken(
    // A topic's address begins with the plugin's id: only its own can clash.
    (p) => (p === parts ? p.live : []),
    (a, b) => a.name === b.name,
    (topic) => `the topic ${topic.name}`,
  )
  taken(
    (p) => p.mounts,
    (a, b) => within(a.path, b.path) || within(b.path, a.path),
    (mount) => `the path ${mount.path}`,
  )
  for (const { path } of parts.rawMounts ?? [])
    if (!/^\/api(?:\/[a-z0-9-]+)+$/.test(path) || within(path, '/api/v1'))
      throw refuse(id, `a raw mount lies below /api and beside /api/v1, not at ${path}`)
  taken(
    (p) => p.rawMounts,
    (a, b) => within(a.path, b.path) || within(b.path, a.path),
    (mount) => `the path ${mount.path}`,
  )
  taken(
    (p) => p.api,
    (a, b) => a.method === b.method && shape(a.path) === shape(b.path),
    (operation) => `${operation.method.toUpperCase()} /api/v1${operation.path}`,
  )
  taken(
    (p) => p.documents,
    (a, b) => shape(a.path) === shape(b.path),
    (document) => `the path ${document.path}`,
  )
  taken(
    (p) => Object.keys(p.provides ?? {}),
    (a, b) => a === b,
    (name) => `the service ${name}`,
  )
}

const within = (path: string, parent: string): boolean => path === parent || path.startsWith(`${parent}/`)
const shape = (path: string): string => path.replace(/\{[^}]+\}/g, '{}')

function refuse(id: string, why: unknown): StartError {
  const words = why instanceof Error ? why.message : String(why)
  return new StartError(`The plugin ${id} cannot be used: ${words}.`, { cause: why })
}
