/** The events of the catalogue as types. Made from the code by `npm run docs`. */

/** `data.user`: the whole public user at that moment. */
export interface User {
  readonly id: string
  readonly username: string | null
  readonly email: string | null
  readonly emailVerified: boolean
  readonly phone: string | null
  readonly name: string | null
  readonly givenName: string | null
  readonly familyName: string | null
  readonly locale: string | null
  readonly zoneinfo: string | null
  readonly externalId: string | null
  readonly status: 'active' | 'invited' | 'blocked' | 'deleting'
  readonly mfaEnabled: boolean
  readonly customFields: Readonly<Record<string, string | number | boolean | null>>
  readonly loginsCount: number
  readonly lastLoginAt: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

/** What a field was, and what it is. */
export interface Change {
  readonly from: unknown
  readonly to: unknown
}

/** A webhook, as an event tells of it. */
export interface Endpoint {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly events: readonly string[]
  readonly format: string
  readonly enabled: boolean
}

/** Who did it, from where. */
export interface Context {
  readonly actor: {
    readonly type: 'user' | 'operator' | 'api_key' | 'cli' | 'system'
    readonly id?: string
  }
  readonly ip?: string
  readonly userAgent?: string
  readonly sessionId?: string
  readonly requestId?: string
  readonly quiet?: true
}

/** `data` of each type of event. */
export interface EventData {
  /** A user row came to be, by any path. */
  readonly 'user.registered': {
    readonly user: User
    readonly method: 'self' | 'operator' | 'api' | 'import' | 'invite'
  }
  /** Profile, address or custom field changed. */
  readonly 'user.updated': {
    readonly user: User
    readonly changes: Readonly<Record<string, Change>>
  }
  /** An operator asked somebody in. */
  readonly 'user.invited': {
    readonly user: User
  }
  /** An operator shut the account. */
  readonly 'user.blocked': {
    readonly user: User
    readonly reason: string | null
  }
  /** An operator opened it again. */
  readonly 'user.unblocked': {
    readonly user: User
    readonly reason: string | null
  }
  /** The grace period began. */
  readonly 'user.deletion_requested': {
    readonly user: User
    readonly until: string
  }
  /** Called off; the account stays. */
  readonly 'user.deletion_cancelled': {
    readonly user: User
    readonly until: string | null
  }
  /** The account is gone; holds its last state. */
  readonly 'user.deleted': {
    readonly user: User
    readonly by: 'user' | 'operator' | 'api_key' | 'cli' | 'system'
  }
  /** The password is new. */
  readonly 'user.password.changed': {
    readonly user: User
    readonly reason: 'change' | 'reset' | 'operator'
  }
  /** A reset mail is due. */
  readonly 'user.password.reset_requested': {
    readonly user: User
    readonly suppressed?: number
  }
  /** A verification mail is due. */
  readonly 'user.email.verification_requested': {
    readonly user: User
    readonly email: string
  }
  /** The address is proven. */
  readonly 'user.email.verified': {
    readonly user: User
    readonly email: string
    readonly first: boolean
  }
  /** All proofs given, a session began. */
  readonly 'user.login.succeeded': {
    readonly user: User
    readonly methods: readonly ('password' | 'totp' | 'passkey' | 'recovery_code')[]
    readonly sessionId: string
  }
  /** A sign-in was refused. */
  readonly 'user.login.failed': {
    readonly user?: User
    readonly reason: 'bad_credentials' | 'unknown_user' | 'blocked' | 'locked' | 'mfa_failed' | 'hook'
    readonly identifier: string
    readonly suppressed?: number
  }
  /** Too many failures: waiting begins. */
  readonly 'user.login.locked': {
    readonly user?: User
    readonly until: string
    readonly suppressed?: number
  }
  /** The person signed out. */
  readonly 'user.logged_out': {
    readonly user: User
    readonly sessionId: string
  }
  /** A session was ended from elsewhere. */
  readonly 'user.session.revoked': {
    readonly user: User
    readonly sessionId: string
    readonly by: 'user' | 'operator' | 'password_change' | 'password_reset' | 'block' | 'deletion'
  }
  /** A factor is confirmed. */
  readonly 'user.mfa.enrolled': {
    readonly user: User
    readonly factor: 'totp' | 'passkey' | 'recovery_code'
  }
  /** A factor is gone. */
  readonly 'user.mfa.removed': {
    readonly user: User
    readonly factor: 'totp' | 'passkey' | 'recovery_code'
  }
  /** A second factor was right. */
  readonly 'user.mfa.verified': {
    readonly user: User
    readonly factor: 'totp' | 'passkey' | 'recovery_code'
  }
  /** A second factor was wrong. */
  readonly 'user.mfa.failed': {
    readonly user: User
    readonly factor: 'totp' | 'passkey' | 'recovery_code'
  }
  /** New recovery codes were made. */
  readonly 'user.mfa.recovery_codes_regenerated': {
    readonly user: User
    readonly remaining: number
  }
  /** A recovery code was spent. */
  readonly 'user.mfa.recovery_code_used': {
    readonly user: User
    readonly remaining: number
  }
  /** Users came in from a file. */
  readonly 'users.imported': {
    readonly import: {
      readonly id: string
      readonly format: 'csv' | 'jsonl'
      readonly fileName: string | null
    }
    readonly lines: number
    readonly created: number
    readonly bad: number
    readonly quiet: boolean
  }
  /** Users went out as a file. */
  readonly 'users.exported': {
    readonly format: 'csv' | 'jsonl'
    readonly users: number
    readonly filter: {
      readonly status: 'active' | 'invited' | 'blocked' | 'deleting' | null
    }
    readonly passwordHashes: boolean
  }
  /** An API key was made. */
  readonly 'api_key.created': {
    readonly key: {
      readonly id: string
      readonly kind?: 'bearer' | 'access'
      readonly name: string
      readonly scopes: readonly string[]
      readonly expiresAt: string | null
    }
  }
  /** An API key was ended. */
  readonly 'api_key.revoked': {
    readonly key: {
      readonly id: string
      readonly name: string
    }
  }
  /** A developer began to listen to the feed. */
  readonly 'listener.opened': {
    readonly listener: {
      readonly id: string
      readonly keyId: string
      readonly forwardTo: string | null
      readonly expiresAt: string
    }
  }
  /** A developer stopped listening before the time was up. */
  readonly 'listener.closed': {
    readonly listener: {
      readonly id: string
      readonly keyId: string
      readonly forwardTo: string | null
    }
  }
  /** A test was sent to listeners; nothing of it happened. */
  readonly 'listener.triggered': {
    readonly type: string
    readonly sample: Readonly<Record<string, unknown>>
  }
  /** An operator changed how the server takes and greets people. */
  readonly 'settings.updated': {
    readonly changes: Readonly<Record<string, Change>>
  }
  /** An event that was set aside for a subscriber was handed to it once more. */
  readonly 'subscriber.event_retried': {
    readonly subscriber: string
    readonly position: number
    readonly event: string
  }
  /** A user may open the console, as operator or viewer. */
  readonly 'operator.granted': {
    readonly user: User
    readonly role?: 'operator' | 'viewer'
  }
  /** A user lost the role. */
  readonly 'operator.revoked': {
    readonly user: User
    readonly role?: 'operator' | 'viewer'
  }
  /** An endpoint was made. */
  readonly 'webhook.endpoint.created': {
    readonly endpoint: Endpoint
    readonly changes: Readonly<Record<string, Change>>
  }
  /** An endpoint was changed. */
  readonly 'webhook.endpoint.updated': {
    readonly endpoint: Endpoint
    readonly changes: Readonly<Record<string, Change>>
  }
  /** An endpoint was deleted. */
  readonly 'webhook.endpoint.deleted': {
    readonly endpoint: Endpoint
    readonly changes: Readonly<Record<string, Change>>
  }
  /** An endpoint has a new signing secret. */
  readonly 'webhook.endpoint.secret_rotated': {
    readonly endpoint: Endpoint
    readonly changes: Readonly<Record<string, Change>>
  }
  /** A signing secret was shown to an operator. */
  readonly 'webhook.endpoint.secret_revealed': {
    readonly endpoint: Endpoint
    readonly changes: Readonly<Record<string, Change>>
  }
  /** An endpoint failed so often that it is only probed. */
  readonly 'webhook.endpoint.failing': {
    readonly endpoint: Endpoint
    readonly reason: string
    readonly lastStatus: number | null
    readonly waiting: number
  }
  /** A failing endpoint answered again. */
  readonly 'webhook.endpoint.recovered': {
    readonly endpoint: Endpoint
    readonly reason: string
    readonly lastStatus: number | null
    readonly waiting: number
  }
  /** An endpoint was switched off; what waits is parked. */
  readonly 'webhook.endpoint.disabled': {
    readonly endpoint: Endpoint
    readonly reason: string
    readonly lastStatus: number | null
    readonly waiting: number
  }
  /** A message that somebody typed was sent to an endpoint, marked as a test and without a signature. */
  readonly 'webhook.endpoint.tested': {
    readonly endpoint: Endpoint
    readonly test: string
    readonly eventType: string
    readonly format: string
  }
  /** Deliveries were sent again on request. */
  readonly 'webhook.deliveries.replayed': {
    readonly count: number
    readonly filter: Readonly<Record<string, unknown>>
  }
  /** A replay was stopped; what waited got back the state that it had. */
  readonly 'webhook.replay.stopped': {
    readonly replay: string
    readonly endpoint: string
    readonly opened: number
    readonly total: number
  }
  /** The state of a user, sent on request. */
  readonly 'user.snapshot': {
    readonly user: User
    readonly backfillId: string
  }
  /** There is no such user any more, sent on request. */
  readonly 'user.gone': {
    readonly userId: string
    readonly backfillId: string
  }
  /** Users' states go to an endpoint on request. */
  readonly 'webhook.backfill.started': {
    readonly endpoint: Endpoint
    readonly backfill: string
    readonly count: number
    readonly users: Readonly<Record<string, unknown>>
  }
  /** A backfill was stopped before its end. */
  readonly 'webhook.backfill.stopped': {
    readonly endpoint: Endpoint
    readonly backfill: string
    readonly count: number
    readonly users: Readonly<Record<string, unknown>>
  }
  /** What a receiver has is compared with what is here. */
  readonly 'webhook.repair.started': {
    readonly endpoint: Endpoint
    readonly repair: string
    readonly url: string | null
  }
  /** A test of an endpoint. */
  readonly ping: {
    readonly message: string
  }
}
