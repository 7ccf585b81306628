/** The form of a webhook: how it begins, how it is filled with a webhook, and what a browser sent. */
import type { FieldErrors, ShownFields } from '#gatepost'
import { DEFAULT_DELAYS } from '../endpoint/endpoint.ts'
import type { EndpointView } from '../service.ts'
import type { EndpointFormValues } from '../views/endpoint-form-values.ts'
import { formatDelays, formatHeaders } from './form-text.ts'

/**
 * Ticked on a new form: what a system that keeps a record of people needs. Not sign-ins, of which there are many,
 * and not failed ones, which strangers cause.
 */
const FIRST_CHOICE = [
  'user.registered',
  'user.updated',
  'user.blocked',
  'user.unblocked',
  'user.deleted',
  'user.email.verified',
] as const

export const NEW_FORM: EndpointFormValues = {
  name: '',
  url: '',
  events: FIRST_CHOICE,
  patterns: '',
  format: 'standard',
  contentType: 'json',
  mode: 'structured',
  signature: 'v1',
  ordered: true,
  timeout: '15',
  rate: '',
  atOnce: '256',
  retries: formatDelays(DEFAULT_DELAYS),
  headers: '',
  fields: '',
  filter: '',
  failedLogins: false,
  genauthSecret: '',
  dropGenauthSecret: false,
  authType: 'none',
  authUser: '',
  ca: '',
  sample: '',
}

/** The form of a webhook that exists. Its secrets stay behind. */
export function filledForm(view: EndpointView, types: readonly string[]): EndpointFormValues {
  return {
    ...NEW_FORM,
    name: view.name,
    url: view.url,
    events: view.events.filter((event) => types.includes(event)),
    patterns: view.events.filter((event) => !types.includes(event)).join(' '),
    format: view.format,
    contentType: view.contentType === 'form' ? 'form' : 'json',
    mode: view.format === 'cloudevents' && view.contentType === 'json' ? 'binary' : 'structured',
    signature: view.signature,
    ordered: view.ordered,
    timeout: String(view.timeoutMs / 1000),
    rate: view.ratePerSecond === null ? '' : String(view.ratePerSecond),
    atOnce: String(view.maxInFlight),
    retries: formatDelays(view.retry.delays),
    headers: formatHeaders(view.headers),
    fields: view.fields?.join('\n') ?? '',
    filter: view.filter === null ? '' : JSON.stringify(view.filter, null, 2),
    failedLogins: view.includeFailedLogins,
    authType: view.auth?.type ?? 'none',
    ca: view.ca ?? '',
  }
}

/** What the form shows of a webhook that exists: all but what is typed into it and never shown again. */
export function shownFields(view: EndpointView, types: readonly string[]): ShownFields {
  const { genauthSecret, dropGenauthSecret, authUser, sample, ...shown } = filledForm(view, types)
  return shown
}

/** Fields of the page beside the settings. The first two are typed like passwords: never shown again. */
const BESIDE: readonly string[] = ['authPassword', 'authToken', '_csrf', 'seen', 'show']

/** What the browser sent. */
export interface SentForm {
  readonly values: EndpointFormValues
  readonly authPassword: string
  readonly authToken: string
  /** Marks of what the form showed when it was opened. */
  readonly seen: string
  /** Asks for the preview alone. */
  readonly show: boolean
  /** Fields sent twice or that this form does not have. */
  readonly errors: FieldErrors
}

/** Reads the body of a form, whatever it holds: nothing that was typed is lost, nothing unknown is passed over. */
export function readEndpointForm(body: unknown): SentForm {
  const sent: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {}
  const errors: Record<string, string> = {}
  const text = (name: string): string => {
    const value = sent[name]
    if (typeof value === 'string') return value
    if (value !== undefined) errors[name] = 'Send this once.'
    return ''
  }
  const flag = (name: string): boolean => text(name) !== ''
  const list = (name: string): string[] => {
    const value = sent[name]
    const parts: unknown[] = value === undefined ? [] : [value].flat()
    return parts.filter((part) => typeof part === 'string')
  }
  const unknown = Object.keys(sent).find((name) => !(name in NEW_FORM || BESIDE.includes(name)))
  if (unknown !== undefined) errors.form = `This form has no field called ${unknown}.`
  return {
    values: {
      name: text('name'),
      url: text('url'),
      events: list('events'),
      patterns: text('patterns'),
      format: text('format'),
      contentType: text('contentType'),
      mode: text('mode'),
      signature: text('signature'),
      ordered: flag('ordered'),
      timeout: text('timeout'),
      rate: text('rate'),
      atOnce: text('atOnce'),
      retries: text('retries'),
      headers: text('headers'),
      fields: text('fields'),
      filter: text('filter'),
      failedLogins: flag('failedLogins'),
      genauthSecret: text('genauthSecret'),
      dropGenauthSecret: flag('dropGenauthSecret'),
      authType: text('authType'),
      authUser: text('authUser'),
      ca: text('ca'),
      sample: text('sample'),
    },
    authPassword: text('authPassword'),
    authToken: text('authToken'),
    seen: text('seen'),
    show: flag('show'),
    errors,
  }
}
