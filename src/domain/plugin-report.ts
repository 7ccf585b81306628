/** How a plugin of this installation fares, and what it adds. Times are epoch milliseconds. */
export interface PluginReport {
  readonly id: string
  /** Undefined for one that comes with this version. */
  readonly version: string | undefined
  readonly contract: number
  readonly adds: PluginAdditions
  readonly subscribers: readonly SubscriberReport[]
  /** Jobs of this process; empty where it runs none. */
  readonly jobs: readonly JobState[]
}

/** Names of what a plugin adds; empty lists where it adds nothing of the kind. */
export interface PluginAdditions {
  readonly events: readonly string[]
  readonly pages: readonly string[]
  /** `GET /api/v1/webhooks` */
  readonly api: readonly string[]
  readonly documents: readonly string[]
  readonly jobs: readonly string[]
  readonly hooks: readonly string[]
  readonly services: readonly string[]
  readonly settings: readonly string[]
}

export interface SubscriberReport {
  readonly name: string
  /** How far it has read. */
  readonly position: number
  /** Events in the log that it has still to read. */
  readonly behind: number
  /** Failed tries of the event or batch it stands at. */
  readonly failures: number
  readonly parkedCount: number
  /** The first few that were set aside. */
  readonly parked: readonly ParkedReport[]
}

export interface ParkedReport {
  readonly position: number
  readonly error: string
  readonly parkedAt: number
  /** Undefined once retention removed it. */
  readonly event: { readonly id: string; readonly type: string } | undefined
}

/** A job as it runs in this process. */
export interface JobState {
  readonly name: string
  /** How often it failed since it last ran well. */
  readonly failures: number
  readonly error: string | null
  readonly failedAt: number | null
}
