/** What each field of an endpoint may be, and the words for what it may not. */
import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { checkHeader, repeatedHeader } from './custom-headers.ts'
import { checkFieldPath } from './fields.ts'
import { filterSchema } from './filter.ts'

/** 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h: a little over three days in all. */
export const DEFAULT_DELAYS: readonly number[] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
const WEEK_IN_SECONDS = 604_800

const number = (min: number, max: number, unit: string) =>
  z
    .number(`Give a number of ${unit}.`)
    .min(min, `At least ${min} ${unit}.`)
    .max(max, `At most ${max} ${unit}.`)

const whole = (min: number, max: number, unit: string) =>
  z
    .int(`Give a whole number of ${unit}.`)
    .min(min, `At least ${min} ${unit}.`)
    .max(max, `At most ${max} ${unit}.`)

const flag = z.boolean('Give true or false.')

/** Adds the words of `check` as an issue when it has any. */
const worded =
  <T>(check: (value: T) => string | undefined) =>
  (context: z.core.ParsePayload<T>) => {
    const message = check(context.value)
    if (message) context.issues.push({ code: 'custom', message, input: context.value })
  }

const headers = z
  .record(z.string(), z.string('Give a text.').max(4096, 'At most 4096 characters.'))
  .check((context) => {
    const names = Object.keys(context.value)
    if (names.length > 30)
      context.issues.push({ code: 'custom', message: 'At most 30 headers.', input: names })
    const twice = repeatedHeader(names)
    if (twice) {
      const message = `${twice} stands here twice. Names that differ in case alone are one header.`
      context.issues.push({ code: 'custom', message, path: [twice], input: context.value })
    }
    for (const [name, value] of Object.entries(context.value)) {
      const message = checkHeader(name, value)
      if (message) context.issues.push({ code: 'custom', message, path: [name], input: value })
    }
  })

const auth = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('basic'),
      // RFC 7617 §2: a colon ends the user-id.
      username: z
        .string('Give a user name.')
        .max(256)
        .regex(/^[^:\p{Cc}]*$/u, 'No colon and no control character.'),
      password: z
        .string('Give a password.')
        .max(1024)
        .regex(/^\P{Cc}*$/u, 'No control character.'),
    }),
    z.strictObject({
      type: z.literal('bearer'),
      // RFC 6750 §2.1, b64token.
      token: z
        .string('Give a token.')
        .max(4096)
        .regex(/^[A-Za-z0-9\-._~+/]+=*$/, 'A bearer token holds letters, digits and - . _ ~ + / only.'),
    }),
  ],
  { error: 'Give {"type": "basic", "username", "password"} or {"type": "bearer", "token"}.' },
)
export type EndpointAuth = z.infer<typeof auth>

export const SIGNATURES = ['v1', 'v1a'] as const
export type SignatureScheme = (typeof SIGNATURES)[number]
export const FORMATS = ['standard', 'cloudevents', 'genauth'] as const
/** `cloudevents+json` is structured mode; binary mode has `json`. */
export const CONTENT_TYPES = ['json', 'form', 'cloudevents+json'] as const

const MEDIA_TYPES = {
  'application/json': 'json',
  'application/x-www-form-urlencoded': 'form',
  'application/cloudevents+json': 'cloudevents+json',
} as const
const isMediaType = (text: string): text is keyof typeof MEDIA_TYPES => Object.hasOwn(MEDIA_TYPES, text)

/** The media types themselves are taken for their short names. */
const contentType = z
  .enum(
    [
      ...CONTENT_TYPES,
      'application/json',
      'application/x-www-form-urlencoded',
      'application/cloudevents+json',
    ],
    'Choose json, form or cloudevents+json.',
  )
  .transform((given) => (isMediaType(given) ? MEDIA_TYPES[given] : given))

/** Whether a text has a private key in it: nothing that anybody should see again. */
export const holdsPrivateKey = (text: string): boolean => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g
function checkCertificates(pem: string): string | undefined {
  if (holdsPrivateKey(pem))
    return 'A private key stands here, which nobody else may have. Paste the certificate alone, from BEGIN CERTIFICATE to END CERTIFICATE.'
  const blocks = pem.match(PEM) ?? []
  try {
    for (const block of blocks) new X509Certificate(block)
    if (blocks.length > 0) return undefined
  } catch {}
  return 'This is not a certificate. Paste it in PEM form, from BEGIN CERTIFICATE to END CERTIFICATE.'
}

function checkUrlShape(text: string): string | undefined {
  if (!URL.canParse(text)) return 'This is not a URL. Write it whole, as https://oa.example.org/hooks.'
  const { protocol } = new URL(text)
  if (protocol === 'https:' || protocol === 'http:') return undefined
  return `Events travel over https://, not over ${protocol}//.`
}

/** Every field, without defaults, so that a patch changes what it names and nothing else. */
export const endpointFields = {
  name: z
    .string('Give it a name.')
    .trim()
    .min(1, 'Give it a name, such as HR sync.')
    .max(100, 'At most 100 characters.'),
  url: z
    .string('Give a URL.')
    .trim()
    .min(1, 'Give the URL that takes the events.')
    .max(2048, 'At most 2048 characters.')
    .check(worded(checkUrlShape)),
  events: z
    .array(z.string('Give a text.').trim().max(100, 'At most 100 characters.'), 'Give a list of events.')
    .min(1, 'Choose at least one event.')
    .max(200, 'At most 200 events. A pattern such as user.* takes in many.')
    .transform((patterns) => [...new Set(patterns)]),
  format: z.enum(FORMATS, 'Choose standard, cloudevents or genauth.'),
  contentType,
  signature: z
    .enum(SIGNATURES, 'Choose v1 or v1a.')
    .describe('Of Standard Webhooks: `v1` by a shared secret (HMAC-SHA256), `v1a` by a key pair (Ed25519)'),
  enabled: flag,
  ordered: flag,
  timeoutMs: whole(1000, 30_000, 'milliseconds'),
  ratePerSecond: number(0.01, 10_000, 'requests a second').nullable(),
  maxInFlight: whole(1, 1024, 'requests'),
  headers,
  retry: z.strictObject({
    delays: z
      .array(number(0, WEEK_IN_SECONDS, 'seconds'), 'Give a list of seconds.')
      .max(30, 'At most 30 retries.'),
  }),
  fields: z
    .array(z.string('Give a text.').trim().max(200).check(worded(checkFieldPath)), 'Give a list of paths.')
    .min(1, 'Name at least one field, or null for all of them.')
    .max(100, 'At most 100 fields.')
    .nullable(),
  filter: filterSchema.nullable(),
  includeFailedLogins: flag,
  // It travels as a header, so it must be a field value (RFC 9110 §5.5).
  genauthSecret: z
    .string('Give a text.')
    .regex(/^[\x21-\x7e]{1,256}$/, 'At most 256 plain ASCII characters without spaces.')
    .nullable(),
  auth: auth.nullable(),
  ca: z.string('Give a text.').max(65_536, 'At most 64 kB.').check(worded(checkCertificates)).nullable(),
}
