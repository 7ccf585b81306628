import type { Errors, HttpMessageProps, PickGroup } from '#gatepost'

/** What stands in the form. Passwords and tokens are not among it: no page hands them back. */
export interface EndpointFormValues {
  readonly name: string
  readonly url: string
  /** Ticked types. */
  readonly events: readonly string[]
  /** More types and patterns, as typed. */
  readonly patterns: string
  readonly format: string
  readonly contentType: string
  /** Of CloudEvents: `structured` or `binary`. */
  readonly mode: string
  readonly signature: string
  readonly ordered: boolean
  /** Seconds. */
  readonly timeout: string
  readonly rate: string
  readonly atOnce: string
  readonly retries: string
  readonly headers: string
  readonly fields: string
  readonly filter: string
  readonly failedLogins: boolean
  readonly genauthSecret: string
  readonly dropGenauthSecret: boolean
  readonly authType: string
  readonly authUser: string
  readonly ca: string
  /** The type that the preview shows. */
  readonly sample: string
}

/** The settings of a form, tried on the newest events of the log. */
export interface FilterTrial {
  /** How many events were looked at. */
  readonly looked: number
  /** Whether the filter as typed is none. */
  readonly faulty: boolean
  readonly filtered: boolean
  /** Those among the events that the form asks for, newest first. */
  readonly rows: readonly {
    readonly id: string
    readonly type: string
    readonly at: number
    /** Whether the filter lets it through. */
    readonly passes: boolean
  }[]
}

/** What a receiver would get with the settings as they stand in a form. */
export interface FormPreview {
  /** Types to choose from: those that the form asks for, or all while it asks for none. */
  readonly types: readonly string[]
  readonly type: string
  /** Undefined where nothing would be sent; `why` says why. */
  readonly message: HttpMessageProps | undefined
  readonly why: string | undefined
}

export interface EndpointFormProps {
  readonly csrfToken: string
  /** The webhook that is being changed; none for a new one. */
  readonly webhook?: { readonly href: string; readonly name: string } | undefined
  /** What is set already and not shown. */
  readonly kept?: { readonly genauthSecret: boolean; readonly auth: string | null } | undefined
  readonly values: EndpointFormValues
  /** Marks of what the form shows: a change by somebody else meanwhile is told. Empty for a new webhook. */
  readonly seen: string
  readonly errors?: Errors | undefined
  readonly groups: readonly PickGroup[]
  readonly preview: FormPreview
  readonly trial: FilterTrial
}

/** The fault of a field, as the field takes it. */
export const error = (errors: Errors, name: string): { error?: Errors[string] } =>
  errors[name] === undefined ? {} : { error: errors[name] }

export const anyOf = (errors: Errors, names: readonly string[]): boolean =>
  names.some((name) => errors[name] !== undefined)
