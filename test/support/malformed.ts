import fc from 'fast-check'

/** What is sent to one route; the route itself, who sends it and the CSRF token are the test's. */
export interface Malformed {
  /** Now and then not the route's own method. */
  readonly method: string | undefined
  /** One for each parameter of the path; undefined is an id that exists. */
  readonly params: readonly (string | undefined)[]
  /** Name (undefined is one that the route knows) and value, escaped already, perhaps wrongly. */
  readonly query: readonly Pair[]
  readonly body: MalformedBody
  readonly headers: Readonly<Record<string, string>>
}

export const OWN_TYPE = 'own'
/** `type` is a content type, none, or OWN_TYPE for the one that the route reads. */
export type MalformedBody =
  /** Fields for a form, values for a JSON object; by names that the route knows, and by others. */
  | { readonly kind: 'fields'; readonly form: readonly Pair[]; readonly json: readonly JsonPair[] }
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly type: string | undefined }

/** The number chooses among the names that the route knows; a text stands for itself. */
export type Pair = readonly [name: number | string, value: string | undefined]
/** The value as JSON text, perhaps broken; undefined is one that fits the name. */
export type JsonPair = readonly [name: number | string, json: string | undefined]

/** Escapes of all kinds: good ones, cut ones, NUL, half of a surrogate pair, bytes that are no UTF-8. */
const ESCAPED = [
  ...[
    '',
    '%',
    '%z',
    '%zz',
    '%0',
    '%00',
    'a%00b',
    '%ff%fe',
    '%c0%af',
    '%e2%82',
    '%ed%a0%80',
    '%ed%b0%80',
    '%f5%80%80%80',
  ],
  ...[
    '%0d%0aset-cookie:x=1',
    '%2e%2e%2f%2e%2e%2fetc',
    '..%5c..%5c',
    '%EF%BF%BE',
    '%E2%80%AE',
    '%F0%9F%98%80',
    '+++',
    '&&==&',
  ],
]
const TEXTS = [
  ...[
    "' OR 1=1 --",
    '"; DROP TABLE users; --',
    "\\'; SELECT 1",
    '%_%',
    '*',
    '(',
    '[',
    '\\',
    '$1',
    '?',
    ':id',
    '{}',
    '[]',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '[object Object]',
    'null',
    'undefined',
    'NaN',
  ],
  ...[
    '-1',
    '0',
    '1.5',
    '1e309',
    '9007199254740993',
    '99999999999999999999',
    '9'.repeat(400),
    '0x10',
    '-0',
    'Infinity',
  ],
  ...[
    '<script>alert(1)</script>',
    '{{7*7}}',
    '#{7*7}',
    '//evil.example',
    'javascript:alert(1)',
    'http://[::1',
    '٣',
    'ﬀ',
  ],
  ...[
    '2026-13-45',
    '0000-00-00T99:99',
    'a'.repeat(600),
    'ü'.repeat(5000),
    'usr_',
    'evt_x',
    'a@b@c',
    '\u202e',
    '\ufeff',
    '\n\r\t',
  ],
]
const OTHER_NAMES = [
  '__proto__',
  'constructor',
  'a[b]',
  'a[]',
  'a[b][c][d]',
  '',
  '%5b%5d',
  '%zz',
  '%00',
  'toString',
  '_csrf',
]
const JSON_VALUES = [
  ...[
    'null',
    'true',
    '0',
    '-1',
    '1.5',
    '1e400',
    '-1e400',
    '1e-400',
    '9007199254740993',
    '""',
    '" "',
    '[]',
    '{}',
    '[[]]',
    '[null]',
  ],
  ...[
    '"\\u0000"',
    '"\\ud800"',
    '"\\udc00x"',
    '"\\ud83d\\ude00"',
    '"__proto__"',
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":1}}',
  ],
  ...[
    '[{"__proto__":null}]',
    `${'['.repeat(400)}${']'.repeat(400)}`,
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  ],
  ...[
    `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
    `[${'1,'.repeat(5000)}1]`,
    `"${'a'.repeat(5000)}"`,
    'undefined',
    'NaN',
    "'a'",
    '[1,',
  ],
  ...[
    '{"all":[{"path":"type","equals":{}}]}',
    '{"delays":[1e99]}',
    '{"x-a":"\\r\\nb: c"}',
    '["*","user.*","","**"]',
  ],
]
const TYPES = [
  ...[
    'application/json',
    'application/json; charset=utf-16',
    'application/json; charset=',
    'text/plain',
    'text/html',
    '',
    ';',
    'x',
  ],
  ...[
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=koi8-r',
    'multipart/form-data',
  ],
  ...[
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/octet-stream',
    'application/json, text/plain',
  ],
]
const HEADERS: readonly Readonly<Record<string, string>>[] = [
  { 'x-forwarded-for': '127.0.0.1, junk, \u00ff' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' },
  { host: 'evil.example:99999' },
  { host: '' },
  { 'accept-language': `${'zh,'.repeat(300)};q=x` },
  { accept: 'x/y;q=9, */*;q=-1' },
  { 'if-none-match': '*', 'if-modified-since': 'never' },
  { 'if-match': '"\u00ff"' },
  { range: 'bytes=5-1,-0,x' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'zip' },
  { 'user-agent': '\u00ff'.repeat(500) },
  { referer: 'http://[' },
  { origin: 'null' },
  { 'x-http-method-override': 'DELETE' },
  { 'x-request-id': 'a'.repeat(2000) },
]

/** `undefined` in `nothing` of `nothing + something` cases. */
const perhaps = <T>(nothing: number, something: number, arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: nothing, arbitrary: fc.constant(undefined) }, { weight: something, arbitrary })
const escaped = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...ESCAPED) },
  { weight: 12, arbitrary: fc.constantFrom(...TEXTS).map(encodeURIComponent) },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }).map(encodeURIComponent) },
)
const name = fc.oneof(
  { weight: 39, arbitrary: fc.nat(50) },
  { weight: 1, arbitrary: fc.constantFrom(...OTHER_NAMES) },
)
const pair: fc.Arbitrary<Pair> = fc.tuple(name, perhaps(1, 2, escaped))
const json = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...JSON_VALUES) },
  { weight: 2, arbitrary: fc.constantFrom(...TEXTS).map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
)
const jsonPair: fc.Arbitrary<JsonPair> = fc.tuple(name, perhaps(1, 1, json))

const fields: fc.Arbitrary<MalformedBody> = fc.record({
  kind: fc.constant('fields'),
  form: fc.array(pair, { maxLength: 8 }),
  json: fc.array(jsonPair, { maxLength: 6 }),
})
const bytes: fc.Arbitrary<MalformedBody> = fc.record({
  kind: fc.constant('bytes'),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    fc.constantFrom(...JSON_VALUES).map((text) => Buffer.from(text)),
    fc
      .constantFrom('{', '{"a":1', '"\ud800"', 'a=1&'.repeat(300), 'a'.repeat(110_000), '\0')
      .map((text) => Buffer.from(text)),
  ),
  type: fc.oneof(
    { weight: 4, arbitrary: fc.constant(OWN_TYPE) },
    { weight: 3, arbitrary: perhaps(1, 8, fc.constantFrom(...TYPES)) },
  ),
})

/** Requests as no browser and no honest program sends them. */
export const malformed: fc.Arbitrary<Malformed> = fc.record({
  method: perhaps(11, 1, fc.constantFrom('HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'GET', 'POST')),
  params: fc.array(perhaps(3, 1, escaped), { minLength: 3, maxLength: 3 }),
  query: fc.oneof(fc.constant([]), fc.array(pair, { maxLength: 5 })),
  body: fc.oneof({ weight: 6, arbitrary: fields }, { weight: 1, arbitrary: bytes }),
  headers: fc.oneof(
    { weight: 6, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom(...HEADERS) },
  ),
})
