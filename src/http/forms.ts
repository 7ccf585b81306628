import express, { type Request, type RequestHandler } from 'express'
import { z } from 'zod'
import { type FieldErrors, invalid, Refusal } from '../domain/errors.ts'
import { asRefusal } from './refusals.ts'

/** The largest body of a form or of the API. */
export const BODY_LIMIT = '100kb'
const FIELDS_MAX = 200

/** Reads the body of a form into `req.body`. Other content types are refused, so that no route ever guesses. */
export const readFormBody: readonly RequestHandler[] = [
  (req, _res, next) => {
    if (hasBody(req) && !req.is('application/x-www-form-urlencoded'))
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

/** Building blocks of forms. */
export const field = {
  /** One text; absent and empty are the same. */
  optional: (max = 300) =>
    z
      .string('Send this once.')
      .max(max, `At most ${max} characters.`)
      .transform((text) => (text.trim() === '' ? undefined : text))
      .optional(),
  required: (words: string, max = 300) =>
    z
      .string(words)
      .max(max, `At most ${max} characters.`)
      .refine((text) => text.trim() !== '', words),
  /** One line of a profile: an empty one clears (null), a missing one leaves as it is. */
  line: z
    .string('Send this once.')
    .max(1000, 'At most 1000 characters.')
    .transform((text) => (text.trim() === '' ? null : text))
    .optional(),
  /** Not trimmed and hardly bounded: the rules of passwords are the use-case's. */
  password: (words = 'Type the password.') =>
    z.string(words).min(1, words).max(4096, 'At most 4096 characters.'),
  /** A ticked box, or not. */
  flag: z
    .string('Send this once.')
    .optional()
    .transform((text) => text !== undefined && text !== ''),
  /** Boxes of one name. */
  list: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((value) => (value === undefined ? [] : [value].flat())),
}

/** The form's fields by its schema; throws `Refusal('invalid')` with words a field, unknown fields included. */
export function readForm<S extends z.ZodObject>(schema: S, req: Request): z.infer<S> {
  const { _csrf, ...fields } = req.body ?? {}
  const result = schema.strict().safeParse(fields)
  if (result.success) return result.data as z.infer<S>
  const { form, ...words } = issueWords(result.error.issues, 'form')
  const unknown = Object.keys(words).filter((name) => !Object.hasOwn(schema.shape, name))
  for (const name of unknown) delete words[name]
  const whole = unknown.length > 0 ? `This form has no field “${unknown.join('”, “').slice(0, 200)}”.` : form
  throw invalid(whole === undefined ? words : { ...words, form: whole })
}

/** Zod's issues as field path → words; what is about the whole goes under `whole`. The first of a field counts. */
export function issueWords(issues: readonly z.core.$ZodIssue[], whole: string): Record<string, string> {
  const words: Record<string, string> = {}
  for (const issue of issues) {
    const path = issue.path.join('.')
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys)
        words[path === '' ? key : `${path}.${key}`] = 'This field is not known here.'
    else words[path === '' ? whole : path] ??= issue.message
  }
  return words
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
]

/**
 * A refusal as the errors of a form; throws on what is no refusal of this form. `names` maps a use-case's fields
 * to the form's; `whole` is the field under which a sentence about the whole stands, `form` unless told.
 */
export function formErrors(
  error: unknown,
  names: Readonly<Record<string, string>> = {},
  whole = 'form',
): { readonly status: number; readonly errors: FieldErrors } {
  const refusal = asRefusal(error)
  if (!ON_THE_FORM.includes(refusal.code)) throw error
  const fields = Object.entries(refusal.fields)
  const errors =
    fields.length === 0
      ? { [whole]: refusal.message }
      : Object.fromEntries(fields.map(([name, words]) => [names[name] ?? name, words]))
  return { status: refusal.status, errors }
}
