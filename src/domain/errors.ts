import { ERRORS, type ErrorCode } from './error-codes.ts'
import { type Fault, faultText } from './faults.ts'

export { ERRORS, type ErrorCode } from './error-codes.ts'

/** Field path (`name`, `retry.delays.0`) → what is wrong with it, in words a person understands. */
export type FieldErrors = Readonly<Record<string, string>>
/** The same by code, where the one who found it has one. */
export type FieldFaults = Readonly<Record<string, Fault>>

export interface RefusalOptions {
  /** Overrides the catalogue's words; shown to the person. */
  readonly message?: Fault
  readonly fields?: FieldFaults
  /** Seconds after which a new try makes sense. */
  readonly retryAfter?: number
  /** For the process log alone. */
  readonly cause?: unknown
}

/**
 * Any refusal that a person or a program may see. Thrown by use-cases and hooks, worded by http: `message` in English,
 * `said` in whatever language a page is read in.
 */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly said: Fault
  readonly status: number
  readonly faults: FieldFaults
  readonly retryAfter: number | undefined

  constructor(code: ErrorCode, options: RefusalOptions = {}) {
    const said = options.message ?? { code }
    super(faultText(said), { cause: options.cause })
    this.name = 'Refusal'
    this.code = code
    this.said = said
    this.status = ERRORS[code][0]
    this.faults = options.fields ?? {}
    this.retryAfter = options.retryAfter
  }

  /** What is wrong with each field, in English. */
  get fields(): FieldErrors {
    return Object.fromEntries(Object.entries(this.faults).map(([name, fault]) => [name, faultText(fault)]))
  }
}

/** A refusal that points at fields of a form or a body. */
export function invalid(fields: FieldFaults, message?: Fault): Refusal {
  return new Refusal('invalid', { fields, ...(message ? { message } : {}) })
}

/** Start-up settings that cannot be used; one line a fault, each beginning with the setting's name. */
export class SettingsError extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.name = 'SettingsError'
    this.faults = faults
  }
}

/** A start that cannot go on; the message is the one sentence that the operator reads. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
