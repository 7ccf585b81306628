import express, { type Request, type RequestHandler } from 'express'
import { z } from 'zod'
import { type FieldFaults, invalid, Refusal } from '../domain/errors.ts'
import { type Fault, type FaultCode, type Faults, fault, isFaultCode } from '../domain/faults.ts'
import { asRefusal } from './refusals.ts'

/** Sentences of the console; a sentence has a space. */
type Words = `${string} ${string}`
const ONCE = 'once' satisfies FaultCode
const TOO_LONG = 'too_long' satisfies FaultCode

/** The largest body of a form or of the API. */
export const BODY_LIMIT = '100kb'
const FIELDS_MAX = 200

/** Reads the body of a form into `req.body`. Other content types are refused, so that no route ever guesses. */
export const readFormBody: readonly RequestHandler[] = [
  (req, _res, next) => {
    // A form with a file was read before, where one is taken.
    if (hasBody(req) && req.body === undefined && !req.is('application/x-www-form-urlencoded'))
      throw new Refusal('unsupported_media_type')
    next()
  },
  express.urlencoded({
    extended: false,
    limit: BODY_LIMIT,
    parameterLimit: FIELDS_MAX,
    verify: (_req, _res, body) => refuseBadEscapes(body.toString('latin1')),
  }),
]

/** Refuses an address with broken escapes or a NUL, which PostgreSQL cannot keep. */
export const refuseBadAddress: RequestHandler = (req, _res, next) => {
  refuseBadEscapes(req.url)
  next()
}

/** The parser passes broken escapes on as they are; a person's browser never sends them. */
function refuseBadEscapes(text: string): void {
  const broken = /%(?![0-9a-f]{2})/i.test(text) || /%00|\0/.test(text) || !decodes(text)
  if (broken) throw new Refusal('malformed')
}

/** Whether the escapes are UTF-8. */
function decodes(text: string): boolean {
  try {
    decodeURIComponent(text.replaceAll('+', ' '))
    return true
  } catch {
    return false
  }
}

export function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0
}

/** Building blocks of forms. What is wrong is said by its code (src/domain/faults.ts), or in words of the console. */
export const field = {
  /** One text; absent and empty are the same. */
  optional: (max = 300) =>
    z
      .string(ONCE)
      .max(max, TOO_LONG)
      .transform((text) => (text.trim() === '' ? undefined : text))
      .optional(),
  required: (fault: FaultCode | Words, max = 300) =>
    z
      .string(fault)
      .max(max, TOO_LONG)
      .refine((text) => text.trim() !== '', fault),
  /** One line of a profile: an empty one clears (null), a missing one leaves as it is. */
  line: z
    .string(ONCE)
    .max(1000, TOO_LONG)
    .transform((text) => (text.trim() === '' ? null : text))
    .optional(),
  /** Not trimmed and hardly bounded: the rules of passwords are the use-case's. */
  password: (fault: FaultCode | Words = 'type_password') => z.string(fault).min(1, fault).max(4096, TOO_LONG),
  /** A ticked box, or not. */
  flag: z
    .string(ONCE)
    .optional()
    .transform((text) => text !== undefined && text !== ''),
  /** Boxes of one name. */
  list: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((value) => (value === undefined ? [] : [value].flat())),
}

/** The form's fields by its schema; throws `Refusal('invalid')` with a fault a field, unknown fields included. */
export function readForm<S extends z.ZodObject>(schema: S, req: Request): z.infer<S> {
  const { _csrf, seen: _marks, ...fields } = req.body ?? {}
  const result = schema.strict().safeParse(fields)
  if (result.success) return result.data as z.infer<S>
  const { form, ...faults } = issueFaults(result.error.issues, 'form')
  const unknown = Object.keys(faults).filter((name) => !Object.hasOwn(schema.shape, name))
  for (const name of unknown) delete faults[name]
  const names = unknown.join('”, “').slice(0, 200)
  const whole = unknown.length > 0 ? fault('unknown_fields', { names }) : form
  throw invalid(whole === undefined ? faults : { ...faults, form: whole })
}

/** Zod's issues as field path → fault; what is about the whole goes under `whole`. The first of a field counts. */
export function issueFaults(issues: readonly z.core.$ZodIssue[], whole: string): Faults {
  const faults: Faults = {}
  for (const issue of issues) {
    const path = issue.path.join('.')
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) faults[path === '' ? key : `${path}.${key}`] = fault('unknown_field')
    else faults[path === '' ? whole : path] ??= issueFault(issue)
  }
  return faults
}

/** An issue by the code that our schemas give for a message, else in zod's own words. */
function issueFault(issue: z.core.$ZodIssue): Fault {
  if (!isFaultCode(issue.message)) return issue.message
  return issue.code === 'too_big'
    ? { code: issue.message, values: { max: Number(issue.maximum) } }
    : { code: issue.message }
}

/** What was typed into the named fields, to be shown again. Never name a password here. */
export function typed<N extends string>(req: Request, ...names: readonly N[]): Partial<Record<N, string>> {
  const values: Partial<Record<N, string>> = {}
  for (const name of names) {
    const value: unknown = req.body?.[name]
    if (typeof value === 'string') values[name] = value
  }
  return values
}

/** Refusals that the form itself can show; everything else has a page of its own. */
const ON_THE_FORM: readonly string[] = [
  'invalid',
  'refused_by_hook',
  'bad_credentials',
  'ambiguous_identifier',
  'blocked',
  'unproven',
  'wrong_code',
  'factor_locked',
  'conflict',
  'precondition_failed',
]

/**
 * A refusal as the errors of a form; throws on what is no refusal of this form. `names` maps a use-case's fields
 * to the form's; `whole` is the field under which a sentence about the whole stands, `form` unless told.
 */
export function formErrors(
  error: unknown,
  names: Readonly<Record<string, string>> = {},
  whole = 'form',
): { readonly status: number; readonly errors: FieldFaults } {
  const refusal = asRefusal(error)
  if (!ON_THE_FORM.includes(refusal.code)) throw error
  const fields = Object.entries(refusal.faults)
  const errors =
    fields.length === 0
      ? { [whole]: refusal.said }
      : Object.fromEntries(fields.map(([name, fault]) => [names[name] ?? name, fault]))
  return { status: refusal.status, errors }
}
