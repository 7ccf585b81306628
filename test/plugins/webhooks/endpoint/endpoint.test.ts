import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DEFAULT_DELAYS,
  endpointInput,
  endpointPatch,
} from '../../../../plugins/webhooks/endpoint/endpoint.ts'

const least = { name: 'HR sync', url: 'https://oa.example.org/hooks', events: ['user.*'] }

/** The words at each field of a refused creation. */
function refusal(input: object): Record<string, string> {
  const result = endpointInput.safeParse({ ...least, ...input })
  assert.equal(result.success, false, `${JSON.stringify(input)} was taken`)
  return Object.fromEntries(
    (result.error?.issues ?? []).map((issue) => [issue.path.join('.'), issue.message]),
  )
}

test('a name, a URL and events are enough, and the rest has defaults', () => {
  assert.deepEqual(endpointInput.parse(least), {
    ...least,
    format: 'standard',
    contentType: 'json',
    signature: 'v1',
    enabled: true,
    ordered: true,
    timeoutMs: 15_000,
    ratePerSecond: null,
    maxInFlight: 256,
    headers: {},
    retry: { delays: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] },
    fields: null,
    filter: null,
    includeFailedLogins: false,
    genauthSecret: null,
    auth: null,
    ca: null,
  })
})

test('the default retries of one endpoint are not those of another', () => {
  endpointInput.parse(least).retry.delays.push(1)
  assert.deepEqual(endpointInput.parse(least).retry.delays, DEFAULT_DELAYS)
})

test('a patch changes what it names and fills in nothing', () => {
  assert.deepEqual(endpointPatch.parse({}), {})
  assert.deepEqual(endpointPatch.parse({ enabled: false, retry: { delays: [1] } }), {
    enabled: false,
    retry: { delays: [1] },
  })
  assert.equal(endpointPatch.safeParse({ colour: 'blue' }).success, false)
})

test('space around a name and a URL is cut, and an event named twice counts once', () => {
  const taken = endpointInput.parse({
    name: ' HR ',
    url: ' https://a.example/ ',
    events: ['user.*', 'ping', 'user.*'],
  })
  assert.deepEqual([taken.name, taken.url, taken.events], ['HR', 'https://a.example/', ['user.*', 'ping']])
})

const table: readonly [field: string, input: object, words: RegExp][] = [
  ['name', { name: '  ' }, /Give it a name/],
  ['name', { name: 'x'.repeat(101) }, /At most 100/],
  ['url', { url: 'oa.example.org' }, /not a URL/],
  ['url', { url: 'ftp://oa.example.org' }, /over https:\/\/, not over ftp:/],
  ['url', { url: 'javascript:alert(1)' }, /over https/],
  ['events', { events: [] }, /at least one event/],
  ['events', { events: 'user.*' }, /list of events/],
  ['events.0', { events: [7] }, /text/],
  ['format', { format: 'xml' }, /standard, cloudevents or genauth/],
  ['contentType', { contentType: 'xml' }, /json, form or cloudevents\+json/],
  ['enabled', { enabled: 'yes' }, /true or false/],
  ['timeoutMs', { timeoutMs: 999 }, /At least 1000/],
  ['timeoutMs', { timeoutMs: 30_001 }, /At most 30000/],
  ['timeoutMs', { timeoutMs: 1500.5 }, /whole number/],
  ['ratePerSecond', { ratePerSecond: 0 }, /At least 0\.01/],
  ['maxInFlight', { maxInFlight: 0 }, /At least 1/],
  ['headers.Host', { headers: { Host: 'x' } }, /set by Gatepost itself/],
  ['headers.X-A', { headers: { 'X-A': 'a\r\nb' } }, /one line of plain ASCII/],
  ['headers.x-a', { headers: { 'X-A': 'a', 'x-a': 'b' } }, /twice/],
  ['headers.X-A', { headers: { 'X-A': 7 } }, /text/],
  ['retry.delays.1', { retry: { delays: [5, -1] } }, /At least 0/],
  ['retry.delays.0', { retry: { delays: [604_801] } }, /At most 604800/],
  ['retry.delays.0', { retry: { delays: [Number.POSITIVE_INFINITY] } }, /number/],
  ['fields.0', { fields: ['password'] }, /not a path/],
  ['fields', { fields: [] }, /at least one field/],
  ['filter.all', { filter: { all: [] } }, /at least one clause/],
  ['genauthSecret', { genauthSecret: 'a\r\nb' }, /plain ASCII/],
  ['auth.type', { auth: { type: 'digest' } }, /basic.*bearer/],
  ['auth.token', { auth: { type: 'bearer', token: 'a b' } }, /letters, digits/],
  ['auth.username', { auth: { type: 'basic', username: 'a:b', password: 'c' } }, /colon/],
  ['ca', { ca: 'hello' }, /not a certificate/],
  ['ca', { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, /not a certificate/],
  ['', { colour: 'blue' }, /no field called colour/],
]
for (const [field, input, words] of table) {
  test(`${JSON.stringify(input).slice(0, 70)} is refused at “${field}”`, () => {
    assert.match(refusal(input)[field] ?? '', words)
  })
}

test('a content type may be given by its media type', () => {
  const given = ['application/json', 'application/x-www-form-urlencoded', 'application/cloudevents+json']
  assert.deepEqual(
    given.map((contentType) => endpointInput.parse({ ...least, contentType }).contentType),
    ['json', 'form', 'cloudevents+json'],
  )
})

test('basic and bearer are taken as they are', () => {
  for (const auth of [
    { type: 'basic', username: 'hr', password: 'p:w' },
    { type: 'bearer', token: 'abc.def==' },
  ]) {
    assert.deepEqual(endpointInput.parse({ ...least, auth }).auth, auth)
  }
})
