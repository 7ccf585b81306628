/** What the form of a webhook asks for, as settings of the endpoint. */
import type { FieldErrors } from '#gatepost'
import { MASK } from '../endpoint/custom-headers.ts'
import { type EndpointPatch, endpointPatch } from '../endpoint/endpoint.ts'
import { fieldErrors } from '../endpoint/field-errors.ts'
import type { EndpointView } from '../service.ts'
import type { EndpointFormValues } from '../views/endpoint-form-values.ts'
import type { SentForm } from './endpoint-form.ts'
import { type Parsed, parseDelays, parseHeaders, parseJson, words } from './form-text.ts'

/**
 * The settings that a form asks for, and what is wrong with them by the form's own names. `stored` is the webhook
 * that is being changed: what it keeps secret and was not typed anew is absent, and stays.
 */
export function askedSettings(
  form: SentForm,
  stored?: EndpointView,
): { readonly settings: EndpointPatch; readonly errors: FieldErrors } {
  const { values } = form
  const errors: Record<string, string> = { ...form.errors }
  const settings: Record<string, unknown> & { headers?: Record<string, string> | undefined } = {
    name: values.name,
    url: values.url,
    events: [...values.events, ...words(values.patterns)],
    format: values.format,
    contentType: askedContentType(values, errors),
    signature: values.signature === '' ? undefined : values.signature,
    ordered: values.ordered,
    includeFailedLogins: values.failedLogins,
    fields: words(values.fields).length === 0 ? null : words(values.fields),
    ca: values.ca.trim() === '' ? null : values.ca,
  }
  const number = (name: 'timeout' | 'rate' | 'atOnce', wrong: string, low: number, high: number) => {
    const typed = values[name].trim()
    const value = /^\d{1,8}(?:\.\d{1,6})?$/.test(typed) ? Number(typed) : Number.NaN
    if (value >= low && value <= high) return value
    errors[name] = wrong
    return undefined
  }
  const timeout = number('timeout', 'Give a number of seconds from 1 to 30.', 1, 30)
  settings.timeoutMs = timeout === undefined ? undefined : Math.round(timeout * 1000)
  settings.maxInFlight = number('atOnce', 'Give a whole number from 1 to 1024.', 1, 1024)
  settings.ratePerSecond =
    values.rate.trim() === ''
      ? null
      : number('rate', 'Give a number from 0.01 to 10000, or leave it empty for no limit.', 0.01, 10_000)

  const parsed = <T>(name: string, result: Parsed<T>): T | undefined => {
    if ('value' in result) return result.value
    errors[name] = result.error
    return undefined
  }
  const delays = parsed('retries', parseDelays(values.retries))
  settings.retry = delays && { delays }
  settings.headers = parsed('headers', parseHeaders(values.headers))
  settings.filter = parsed('filter', parseJson(values.filter))
  settings.genauthSecret = askedSecret(form, stored)
  settings.auth = askedAuth(form, stored)

  const present = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  const { headers } = settings
  const parse = (given: object) =>
    endpointPatch.safeParse(headers ? { ...given, headers: unmasked(headers, stored) } : given)
  const checked = parse(present)
  if (checked.success) return { settings: headers ? { ...checked.data, headers } : checked.data, errors }
  // What has no fault is kept, for the preview and for what holds between fields.
  const faulty = new Set(checked.error.issues.map(({ path }) => path[0]))
  const rest = Object.fromEntries(Object.entries(present).filter(([name]) => !faulty.has(name)))
  return {
    settings: endpointPatch.safeParse({ ...rest, headers: undefined }).data ?? {},
    errors: { ...formErrors(fieldErrors(checked.error), form), ...errors },
  }
}

/** The mode of a CloudEvent is what the API tells by the content type. */
function askedContentType(
  { format, contentType, mode }: EndpointFormValues,
  errors: Record<string, string>,
): string | undefined {
  if (format !== 'cloudevents') return contentType
  if (mode === 'binary') return 'json'
  if (mode === 'structured' || mode === '') return 'cloudevents+json'
  errors.mode = 'Choose structured or binary.'
  return undefined
}

/** Headers with something checkable in the place of values that stay as they are. */
function unmasked(
  headers: Readonly<Record<string, string>>,
  stored: EndpointView | undefined,
): Record<string, string> {
  const kept = new Set(Object.keys(stored?.headers ?? {}).map((name) => name.toLowerCase()))
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value === MASK && kept.has(name.toLowerCase()) ? 'kept' : value,
    ]),
  )
}

/** Undefined leaves the stored secret as it is. The standard format sends none, so none is kept for it. */
function askedSecret({ values }: SentForm, stored: EndpointView | undefined): string | null | undefined {
  if (values.genauthSecret !== '') return values.genauthSecret
  if (values.dropGenauthSecret || values.format !== 'genauth' || !stored?.genauthSecret) return null
  return undefined
}

/** Undefined leaves the stored authentication as it is: its kind is the same and nothing new was typed. */
function askedAuth({ values, authPassword, authToken }: SentForm, stored: EndpointView | undefined): unknown {
  const { authType: type, authUser: username } = values
  if (type === 'none') return null
  if (stored?.auth?.type === type && username === '' && authPassword === '' && authToken === '')
    return undefined
  return type === 'bearer' ? { type, token: authToken } : { type, username, password: authPassword }
}

/** Settings whose field in the form has another name. */
const FORM_NAMES: Readonly<Record<string, string>> = {
  timeoutMs: 'timeout',
  ratePerSecond: 'rate',
  maxInFlight: 'atOnce',
  retry: 'retries',
  includeFailedLogins: 'failedLogins',
  auth: 'authType',
  'auth.username': 'authUser',
  'auth.password': 'authPassword',
  'auth.token': 'authToken',
}

/** Errors of settings under the names of the form's fields; what is about a part stands at the whole field. */
export function formErrors(errors: FieldErrors, { values }: Pick<SentForm, 'values'>): FieldErrors {
  const named: Record<string, string> = {}
  for (const [path, words] of Object.entries(errors)) {
    const [setting = path, part] = path.split('.')
    const name = FORM_NAMES[path] ?? FORM_NAMES[setting] ?? setting
    // A pattern was typed into another field than the boxes.
    const typed = setting === 'events' && part !== undefined && Number(part) >= values.events.length
    named[typed ? 'patterns' : name] ??= words
  }
  return named
}
