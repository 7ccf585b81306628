/**
 * "#gatepost": all that a plugin may know of the host. A plugin is a folder that imports this name, npm packages
 * and its own files, and nothing else.
 */
import type { NextFunction, Request, RequestHandler, Response, Router } from 'express'
import type { VNode } from 'preact'
import type { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { z } from 'zod'
import type { Figure } from '../../views/partials/figures.tsx'
import type { Database, Tx } from '../db/database.ts'
import type { Migration } from '../db/migration.ts'
import type { Refusal } from '../domain/errors.ts'
import type {
  Actor,
  EventCatalogue,
  EventContext,
  EventDraft,
  EventTypeDefinition,
  LoggedEvent,
} from '../domain/event.ts'
import type { OperatorNotice } from '../domain/mail.ts'
import type { Clock } from '../lib/clock.ts'
import type { MakeId } from '../lib/ids.ts'
import type { Keyring } from '../lib/secrets.ts'
import type { HostUsers } from './users.ts'

export type { Knex } from 'knex'
export * from '../../views/index.ts'
export type { Database, Read, Tx } from '../db/database.ts'
export type { ColumnType, Dialect } from '../db/dialect.ts'
export { commitSoon } from '../db/group-commit.ts'
export type { Migration } from '../db/migration.ts'
export { type ErrorCode, type FieldErrors, invalid, Refusal, SettingsError } from '../domain/errors.ts'
export type {
  Actor,
  EventCatalogue,
  EventContext,
  EventDraft,
  EventTypeDefinition,
  LoggedEvent,
} from '../domain/event.ts'
export { envelopeText } from '../domain/event-envelope.ts'
export type { OperatorNotice } from '../domain/mail.ts'
export { sampleEvent } from '../domain/sample-event.ts'
export { parseSettings, setting } from '../domain/settings.ts'
export { type PublicUser, publicUserSchema, USER_STATUSES, type UserStatus } from '../domain/user.ts'
export type { Clock } from '../lib/clock.ts'
export { faultPoint } from '../lib/fault-point.ts'
export { type IdPrefix, idMaker, type MakeId } from '../lib/ids.ts'
export { createNudge, jitter, type Nudge } from '../lib/nudge.ts'
export { isOutage } from '../lib/outage.ts'
export { decodeCursor, encodeCursor } from '../lib/page-cursor.ts'
export { createKeyring, hashToken, type Keyring, randomToken, sameText } from '../lib/secrets.ts'
export { together } from '../lib/together.ts'
export { formatUtc, parseUtc, timesBetween } from '../lib/utc-text.ts'
export {
  cursorPosition,
  eventsAt,
  findCommitted,
  headPosition,
  newestEventBefore,
  parkedPositions,
  positionsBetween,
} from './log-reading.ts'
export type { HostUsers, IdRange, StateDraft, ToldStates, UserChoice, UserVersion } from './users.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** Process log: structured fields first, a sentence second. Secrets never go in. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What the host lends. Nothing else of it can be reached. */
export interface Host {
  readonly db: Database
  readonly log: Log
  readonly clock: Clock
  readonly id: MakeId
  readonly keyring: Keyring
  readonly metrics: Metrics
  /** The server's own address, without a slash at the end; the only source of links. */
  readonly url: string
  readonly production: boolean
  /** Every event type of this installation, plugins' included. */
  events(): EventCatalogue
  /**
   * Writes events into the log in the transaction of the change they tell of. Throws when a draft does not fit
   * its schema, so that the change rolls back as well.
   */
  announce(tx: Tx, ...drafts: readonly EventDraft[]): Promise<void>
  /** Users as far as a plugin may know them. */
  readonly users: HostUsers
  /** A mail to every operator, written in the transaction of its cause and sent after the commit. */
  mailOperators(tx: Tx, notice: OperatorNotice): Promise<void>
  /**
   * Call after a commit that gave this plugin's jobs work: those who listen here are called at once, those on other
   * nodes soon. Only saves time: a job also polls.
   */
  wake(): void
  /** Calls `listener` whenever this plugin was woken on any node; a place for a nudge, not for work. */
  onWake(listener: () => void): void
  /** How long this process may take to end once its jobs' signal aborts, in milliseconds. */
  readonly graceMs: number
  /**
   * Another plugin's service. Whoever requires it declares what of it is needed, since no plugin imports another. Throws
   * at start when it is missing.
   */
  require<T>(name: string): T
  readonly console: ConsoleKit
  readonly requests: RequestKit
  /**
   * The access key of this id, unless it is unknown, revoked or expired, or `fits` says no to its secret. `fits` compares
   * in constant time and keeps nothing. The use of a key that fits is noted.
   */
  accessKey(id: string, fits: (secret: string) => boolean): Promise<AccessKey | undefined>
}

/** A pair of id and secret by which a program signs its requests. */
export interface AccessKey {
  /** `key_…` */
  readonly id: string
  readonly name: string
}

/** For the routes of a `RawMount`. */
export interface RequestKit {
  /** Reads a JSON body of at most 100 kB into `req.body`; no body is an empty object. Throws a `Refusal`. */
  readonly readJson: readonly RequestHandler[]
  /** The circumstances of a request for an announced event. */
  context(req: Request, actor: Actor): EventContext
  /** Counts a request of this key as one of the API, and says in the headers what is left. Throws `too_many`. */
  limitKey(res: Response, keyId: string): Promise<void>
  /** Any error as a refusal of the catalogue; what nobody foresaw is `internal`, its cause for the process log alone. */
  asRefusal(error: unknown): Refusal
}

/** For pages under /console. Its router already asks for an operator, checks CSRF and reads form bodies. */
export interface ConsoleKit {
  /** Answers with a console page: frame, menu, `body`. Status 200 unless told. */
  page(req: Request, res: Response, page: ConsolePage): void
  /** After a redirect, shown once on top of the next page. */
  flash(req: Request, message: string): void
  /** The value of the hidden `_csrf` field for forms on this page. */
  csrfToken(req: Request, res: Response): string
  /** The operator's circumstances for an announced event. */
  context(req: Request): EventContext
  /** The value of the hidden `seen` field of a form that edits something: marks of what it shows. */
  marks(shown: ShownFields): string
  /**
   * Refuses with `precondition_failed`, field by field, a form whose `seen` tells that somebody else changed meanwhile
   * what it would undo. `req.body` then holds what stands there now in every field that was not touched.
   */
  refuseOvertaken(req: Request, present: ShownFields): void
  /** Asks for the password again unless proven within ten minutes (a fresh proof), then goes on. */
  readonly requireFreshProof: RequestHandler
}

/** What a form shows by the names of its fields: a text, the ticked boxes of a list, or whether its one box is ticked. */
export type ShownFields = Readonly<Record<string, string | boolean | readonly string[]>>

export interface ConsolePage {
  readonly title: string
  /** The `href` of the menu item that is current. */
  readonly active: string
  readonly body: VNode
  readonly status?: number
  /** Names of script files under /assets that improve the page. */
  readonly scripts?: readonly string[]
  /** What keeps the page up to date while it is open: one of the plugin's topics, and what that is asked. */
  readonly live?: { readonly topic: string; readonly query?: LiveQuery }
}

/** What a page asks of a topic; it comes back from the browser, so a topic trusts none of it. */
export type LiveQuery = Readonly<Record<string, string>>

/**
 * Something that changes while a page is open. Every few seconds each node asks it once for all who look at the same,
 * and sends them what changed. What it answers is the same for every operator and viewer: nothing to act with, but an
 * empty element with `data-own` where the page has something of the kind, taken anew once that word is another one.
 */
export interface LiveTopic {
  /** kebab-case */
  readonly name: string
  /**
   * Parts of the page as they are now, each a single element under the id that it has on the page. Throws a `Refusal`
   * where `query` asks for what is not there.
   */
  read(query: LiveQuery): Promise<LiveParts>
}
export type LiveParts = Readonly<Record<string, VNode>>

/** The stretch of time that an overview looks at. */
export type Span = 'hour' | 'day' | 'week'

/** What a plugin shows on the console's overview. Read from sums, since it is asked for again and again. */
export interface OverviewSection {
  /** The most telling first; each has a label of its own. The host gives the first five the top row. */
  readonly figures: readonly Figure[]
  /** Cards under the figures, by an id of the plugin's own. Nothing to act with. */
  readonly cards: readonly { readonly id: string; readonly card: VNode }[]
  /** What to do first, where nothing is set up yet. */
  readonly todo?: readonly Todo[]
}

/** One thing to do, in the overview's list. */
export interface Todo {
  readonly icon: string
  readonly title: string
  readonly text: string
  readonly href: string
}

export interface Metrics {
  readonly registry: Registry
  counter(name: string, help: string, labels?: readonly string[]): Counter
  /** `read`, where given, sets the gauge each time the figures are asked for. */
  gauge(name: string, help: string, labels?: readonly string[], read?: (gauge: Gauge) => Promise<void>): Gauge
  histogram(name: string, help: string, labels?: readonly string[], buckets?: number[]): Histogram
}

/**
 * Reads the log in order, exactly once: what `consume` writes through `tx` commits together with the cursor.
 * Database work only. Returns how many of `events`, from the first, it took; it must take at least one or throw.
 */
export interface Subscriber {
  readonly name: string
  consume(tx: Tx, events: readonly LoggedEvent[]): Promise<number>
  /**
   * Called in the transaction of a batch before `consume`, mostly while its events are being read: locks, and reads that
   * need to know of them no more than that their positions are above `after`. What is called last counts.
   */
  begin?(tx: Tx, after: number): Promise<void>
  /**
   * Called when the transaction of a batch has been asked for (see `Database.inTurn`): what builds on its rows may be
   * asked for already. A place for a nudge, not for work.
   */
  asked?(): void
  /** Called after the commit of `tx`; a place for a nudge, not for work. */
  committed?(tx: Tx): void
  /** The lowest position whose event it still needs: retention removes nothing from there on. */
  keepsEventsFrom?(): Promise<number>
  /** Which of these deleted users it still owes something about: their payloads stay, for thirty days at most. */
  owesAbout?(userIds: readonly string[]): Promise<readonly string[]>
  /** Removes what it keeps itself of a deleted user's payloads, in short transactions of its own. */
  erase?(userId: string): Promise<void>
}

/** Runs outside any transaction until the signal aborts; restarted with a growing pause when it throws. */
export interface Job {
  readonly name: string
  run(signal: AbortSignal): Promise<void>
}

export type HookPoint = 'user.register' | 'user.sign_in' | 'user.change_password' | 'user.verify_factor'

/** Runs before a flow, outside its transaction; throws a `Refusal` to stop it. Bounded by `timeoutMs` (3000). */
export interface Hook {
  readonly name: string
  readonly before: HookPoint
  readonly timeoutMs?: number
  /** Whether a timeout or a fault of the hook stops the flow (true) or is logged and passed over. */
  readonly required: boolean
  run(flow: HookFlow): Promise<void>
}
export interface HookFlow {
  readonly point: HookPoint
  readonly input: Readonly<Record<string, unknown>>
  readonly context: EventContext
  readonly signal: AbortSignal
}

/** Pages of a plugin below `/console`. The host refuses two plugins that claim the same path. */
export interface Mount {
  readonly path: `/console/${string}`
  readonly router: Router
}

/**
 * Calls that speak another program's language, below /api and beside /api/v1. No session, cookie or bearer key is looked
 * at on the way there: the router proves who calls, reads bodies and words refusals by itself. What it throws becomes a
 * problem document. The host refuses two plugins that claim the same path.
 */
export interface RawMount {
  readonly path: `/api/${string}`
  readonly router: Router
}

export type Scope =
  | 'webhooks:read'
  | 'webhooks:write'
  | 'events:read'
  | 'users:read'
  | 'users:write'
  | 'settings:read'
  | 'settings:write'

/** What an operation of the JSON API is given, all of it already checked against its schemas. */
export interface ApiCall<P, Q, B> {
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly context: EventContext
  /**
   * Of a `versioned` operation that changes something: throws `precondition_failed` unless the version that is there
   * is the one that the caller saw (`If-Match`). To be called under the lock of the change; silent without the header.
   */
  seen(version: string): void
  readonly req: Request
}
export interface ApiAnswer {
  readonly status: number
  /** Sent piece by piece in the place of a body; its type stands in `headers`. */
  readonly pieces?: AsyncIterable<string | Uint8Array>
  /** Of a `versioned` operation, or a `tagged` answer: the version of what `body` shows, in letters, digits, `-` and `_`. */
  readonly version?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** How an operation may answer; `streams` are the media types of an answer of any size. */
export interface ApiAnswerKind {
  readonly description: string
  readonly body?: z.ZodType
  readonly streams?: readonly string[]
  /** Whether it carries the ETag of what it shows, where the operation itself compares no versions. */
  readonly tagged?: true
}

/**
 * One operation of the JSON API: route, check and OpenAPI description come from this one object. Unknown fields
 * of a body and unknown query parameters are refused. `path` is below /api/v1, parameters as `{id}`.
 */
export interface ApiOperation<P = unknown, Q = unknown, B = unknown> {
  readonly id: string
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete'
  readonly path: `/${string}`
  readonly tag: string
  readonly summary: string
  /** `any`: every valid key. */
  readonly scope: Scope | 'any'
  /** Whether it answers with an ETag, and takes If-None-Match (reading) or If-Match (changing). */
  readonly versioned?: true
  readonly params?: z.ZodType<P>
  readonly query?: z.ZodType<Q>
  readonly body?: z.ZodType<B>
  /** Media types of a body of any size, which the operation reads from `req` itself; JSON by `body` otherwise. */
  readonly takes?: readonly string[]
  readonly answers: Readonly<Record<number, ApiAnswerKind>>
  /** Answers those who accept `text/event-stream`, with server-sent events; `run` answers the others. */
  readonly stream?: (call: ApiCall<P, Q, B>, res: Response) => Promise<void>
  run(call: ApiCall<P, Q, B>): Promise<ApiAnswer>
}

/** Keeps the types of one operation together, then forgets them so that operations fit in one list. */
export function operation<P, Q, B>(definition: ApiOperation<P, Q, B>): ApiOperation {
  return definition as ApiOperation
}

/**
 * A JSON document that anybody may read, such as public keys: without a session, a key or a cookie. Parameters of its
 * path as `{name}`.
 */
export interface OpenDocument {
  readonly path: `/.well-known/${string}`
  /** Its media type. */
  readonly type: string
  /** For how long a reader may keep it, in seconds. */
  readonly keepSeconds: number
  read(params: Readonly<Record<string, string>>): Promise<object>
}

export interface MenuItem {
  readonly group: string
  readonly label: string
  readonly href: string
  readonly icon: string
  /** A figure that needs a hand, such as failing endpoints; absent or 0 shows none. Read on each page. */
  badge?(): Promise<number>
}

/** One sentence on top of the console while something needs a hand. */
export interface Banner {
  readonly tone: 'warn' | 'bad'
  readonly text: string
  readonly href?: string
  readonly action?: string
}

/** What a plugin has to say on the console's pages about events and users; null where it has nothing. */
export interface EventPages {
  /** Cards on the page of a user, such as what was sent of them. */
  user?(userId: string): Promise<VNode | null>
  /** Cards on the page of an event, such as who got it. */
  event?(event: LoggedEvent): Promise<VNode | null>
  /** Cards on the page of a type of event in the catalogue, such as examples. */
  eventType?(type: string): Promise<VNode | null>
  /** Small cards beside them, such as who asks for it. */
  besideEventType?(type: string): Promise<VNode | null>
}

/** What a plugin brings. Data: the host mounts and starts it. */
export interface Parts {
  readonly events?: EventCatalogue
  readonly subscribers?: readonly Subscriber[]
  readonly hooks?: readonly Hook[]
  readonly jobs?: readonly Job[]
  readonly mounts?: readonly Mount[]
  readonly rawMounts?: readonly RawMount[]
  readonly api?: readonly ApiOperation[]
  readonly documents?: readonly OpenDocument[]
  readonly provides?: Readonly<Record<string, unknown>>
  readonly eventPages?: EventPages
  readonly menu?: readonly MenuItem[]
  readonly banners?: () => Promise<readonly Banner[]>
  /** A section of the console's overview. */
  readonly overview?: (span: Span) => Promise<OverviewSection>
  readonly live?: readonly LiveTopic[]
}

/** A plugin. Importing it does nothing; `setup` returns its parts and starts nothing either. */
export interface GatepostPlugin<Config = unknown> {
  /** kebab-case; prefix of its tables and settings. */
  readonly id: string
  readonly contract: 1
  /** Its own version, for the console; one that comes with Gatepost has Gatepost's. */
  readonly version?: string
  readonly migrations?: readonly Migration[]
  /** Names and descriptions of its settings; documents derive from it. */
  readonly settings?: z.ZodObject
  /** Throws a `SettingsError` with one line a fault. `NAME_FILE` entries are read already. */
  readConfig(env: Env): Config
  setup(host: Host, config: Config): Parts
}

/** Checks a plugin's types where it is written. */
export function definePlugin<Config>(plugin: GatepostPlugin<Config>): GatepostPlugin<Config> {
  return plugin
}
export type { EventTypeDefinition as EventType, NextFunction, Request, RequestHandler, Response, Router }
