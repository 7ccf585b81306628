import type { Store } from 'express-session'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { EventCatalogue, EventContext } from '../domain/event.ts'
import type { GuessCounts } from '../domain/guessing.ts'
import type { IdempotentCalls } from '../domain/idempotency.ts'
import type { PluginReport } from '../domain/plugin-report.ts'
import type { EffectiveSetting } from '../domain/settings.ts'
import type {
  ApiOperation,
  Banner,
  EventPages,
  LiveTopic,
  MenuItem,
  Mount,
  OpenDocument,
  OverviewSection,
  RawMount,
  Span,
} from '../hooks/contract.ts'
import type { Nudge } from '../lib/nudge.ts'
import type { Deps } from '../usecases/deps.ts'
import type { Devices } from './device-cookie.ts'
import type { Guessing } from './guessing.ts'
import type { Limits, RateLimits } from './limits.ts'
import type { SignInPassport } from './passport.ts'

/** The settings that the pages and the API obey. */
export interface HttpSettings {
  /** GATEPOST_URL without a slash at the end: links, cookie security and what counts as this server. */
  readonly url: string
  readonly version: string
  /** GATEPOST_TRUST_PROXY: how many proxies, or which addresses, may say who the client is. */
  readonly trustProxy: false | number | readonly string[]
  /** Without it, and outside production mode, /mailbox shows the mails. */
  readonly smtpConfigured: boolean
  /** GATEPOST_METRICS_TOKEN; without it /metrics answers to this machine alone. */
  readonly metricsToken?: string | undefined
  /** GATEPOST_LIMITS_SCALE multiplies the limits of the pages. */
  readonly limitsScale: number
  /** GATEPOST_API_LIMIT: requests of one API key within a minute. */
  readonly apiLimit: number
}

/** What the page of plugins shows and does. */
export interface PluginCare {
  report(): Promise<readonly PluginReport[]>
  /** Hands an event that was set aside to its subscriber once more. Refuses with `conflict` where it fails again. */
  retryParked(
    place: { readonly subscriber: string; readonly position: number },
    context: EventContext,
  ): Promise<void>
}

/** One thing that must be well before this server takes requests. */
export interface ReadinessCheck {
  readonly name: string
  readonly ok: boolean
  /** What is not well; shown to whoever asks. */
  readonly reason?: string
}

/** All that `createApp` needs; compose makes it. */
export interface AppParts {
  readonly deps: Deps
  readonly settings: HttpSettings
  readonly log: Logger
  readonly sessions: Store
  readonly limits: RateLimits
  readonly guesses: GuessCounts
  readonly calls: IdempotentCalls
  /** Nudged when this node gave events their positions; without it the feed only polls. */
  readonly moved?: Nudge
  /** How long a stream of the feed is silent at most, in milliseconds; a quarter of a minute unless told. */
  readonly heartbeatMs?: number
  /** Every event type, plugins' included. */
  readonly events: () => EventCatalogue
  readonly mounts: readonly Mount[]
  /** Plugins' calls beside the API, which authenticate by themselves. */
  readonly rawMounts?: readonly RawMount[]
  /** Plugins' operations of the API; the core's are added. */
  readonly api: readonly ApiOperation[]
  /** Plugins' documents that anybody may read. */
  readonly documents?: readonly OpenDocument[]
  readonly plugins: PluginCare
  /** The environment's settings as they are in force, for the page of settings. */
  readonly environment?: readonly EffectiveSetting[]
  /** What plugins have to say about events. */
  readonly eventPages?: readonly EventPages[]
  /** Plugins' menu items; the core's are added. */
  readonly menu: readonly MenuItem[]
  readonly banners: () => Promise<readonly Banner[]>
  /** What plugins show on the overview. */
  readonly overview: (span: Span) => Promise<readonly OverviewSection[]>
  /** Plugins' live topics by `plugin/topic`; the core's are added. */
  readonly live: ReadonlyMap<string, LiveTopic>
  /** Ends what would go on as long as its reader does. */
  readonly stopping?: AbortSignal
  readonly readiness: () => Promise<readonly ReadinessCheck[]>
  readonly metrics: Registry
}

/** What the routes of pages are given. */
export interface PageParts extends AppParts {
  /** The OpenAPI description of the JSON API. */
  readonly apiDocument: () => object
  readonly passport: SignInPassport
  /** Named so as not to be taken for the counters behind them. */
  readonly pageLimits: Limits
  readonly guessing: Guessing
  readonly devices: Devices
}
