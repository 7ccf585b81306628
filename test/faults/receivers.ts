import { AUTHORITY, EXPIRED, GOOD, SELF_SIGNED, WRONG_HOST } from '../plugins/webhooks/certificates.ts'
import type { Manner } from '../support/fault-receiver.ts'
import type { Fault } from './fault.ts'
import type { Expectation } from './row.ts'
import type { Endpoint, EndpointOptions, Stage } from './stage.ts'

const group = 'Receivers'
const PEOPLE = 4
/**
 * For receivers that would keep a sender waiting. The others have all the time that a webhook has: the pauses between
 * quick tries alone may take a second, and one that is cut short after its receiver took it is rightly sent again.
 */
const SOON = { fields: { timeoutMs: 1000 } }

/** A receiver that misbehaves so often, and then answers. */
const first = (times: number, manner: Manner): Manner[] => [
  ...Array.from({ length: times }, () => manner),
  {},
]
const failing = (...statuses: number[]): Manner[] => [...statuses.map((status) => ({ status })), {}]

const CLOSING = 'closes idle connections without a word'

interface Case extends EndpointOptions {
  readonly name: string
  readonly expect?: Expectation
}

/** Each beside the others at one server, so that what one does to another would show. */
const cases = (forbidden: string): Case[] => [
  { name: 'accepts and never answers', manners: first(3, { act: 'hang' }), ...SOON },
  { name: 'headers, and then silence', manners: first(2, { act: 'silence' }), ...SOON },
  { name: 'one byte of the body a second', manners: first(2, { act: 'drip' }), ...SOON },
  { name: 'one byte of the headers a second', manners: first(3, { act: 'drip-head' }), ...SOON },
  { name: 'an endless body', manners: first(2, { act: 'endless' }), ...SOON },
  { name: 'a gzip bomb', manners: first(3, { act: 'bomb' }), ...SOON },
  { name: 'a huge header', manners: first(3, { act: 'huge-header' }) },
  { name: 'no HTTP at all', manners: first(3, { act: 'garbage' }) },
  { name: 'a reset after the request', manners: first(4, { act: 'reset' }) },
  {
    name: CLOSING,
    manners: [{ act: 'close-idle' }],
    expect: { unseen: 20 },
  },
  { name: '200, and then a reset', manners: first(3, { act: 'cut' }) },
  { name: '204', manners: [{ status: 204 }] },
  {
    name: '3xx to a forbidden address',
    manners: first(3, { status: 302, headers: { location: `${forbidden}/stolen` } }),
  },
  { name: '429 with Retry-After in seconds', manners: retryAfter('2') },
  { name: '503 with Retry-After as a date', manners: first(2, { status: 503, retryAfterDate: 3 }) },
  { name: '503 with a Retry-After that is past', manners: first(2, { status: 503, retryAfterDate: -3600 }) },
  { name: '429 with a negative Retry-After', manners: retryAfter('-5') },
  { name: '429 with Retry-After of ten years', manners: retryAfter('315360000') },
  { name: '503 with Retry-After of junk', manners: retryAfter('soon; maybe') },
  { name: 'flaky at 1 %', manners: [{ share: 0.01 }] },
  { name: 'flaky at 50 %', manners: [{ share: 0.5 }] },
  { name: 'answers 500, 502, 404, 401 in turn', manners: failing(500, 502, 404, 401) },
  { name: 'calls three payloads wrong, and then takes them', manners: failing(400, 413, 422) },
]

function retryAfter(value: string): Manner[] {
  return first(2, { status: value === 'soon; maybe' ? 503 : 429, headers: { 'retry-after': value } })
}

export const misbehaving: Fault = {
  group,
  name: 'receivers that misbehave',
  async play(stage) {
    const endpoints = new Map<string, Endpoint>()
    const all = cases(stage.surroundings.forbidden.url)
    // Connections belong to a host: one that closes them unasked must not stand for the others.
    const closing = await stage.receiver.addHost()
    for (const { name, ...rest } of all) {
      const host = name === CLOSING ? closing : stage.receiver.host
      endpoints.set(name, await stage.endpoint(name, { ...rest, host }))
    }
    await stage.people.register(PEOPLE)
    await stage.people.renameAll(2)
    // Ten years must have become an hour at most, give or take the jitter of nothing.
    await stage.still({ mostMs: 3_600_000, timeoutMs: 240_000 })
    return all.map(({ name, expect }) => ({ ...expect, name, endpoints: [endpoints.get(name)?.id ?? ''] }))
  },
}

/** What can never arrive ends as `dead`, with its reason, and only that. */
export const hopeless: Fault = {
  group,
  name: 'receivers that never take what they get',
  async play(stage) {
    const wrong = await stage.endpoint('always 400', {
      manners: [{ status: 400 }],
      events: ['user.registered'],
    })
    const failing = await stage.endpoint('always 500', {
      manners: [{ status: 500 }],
      events: ['user.registered'],
      fields: { retry: { delays: [0.1, 0.1] } },
    })
    const well = await stage.endpoint('well')
    await stage.people.register(3)
    await stage.still()
    const times = async (endpoint: Endpoint) => (await endpoint.arrivals()).length
    const [rejected, exhausted] = [await times(wrong), await times(failing)]
    return [
      {
        name: 'calls every payload wrong: three tries each, then dead',
        endpoints: [wrong.id],
        dead: 3,
        also: rejected === 9 ? [] : [`${rejected} requests instead of 9`],
      },
      {
        name: 'fails for ever: the schedule is used up, then dead',
        endpoints: [failing.id],
        dead: 3,
        also: exhausted === 9 ? [] : [`${exhausted} requests instead of 9`],
      },
      { name: 'a healthy one beside them', endpoints: [well.id] },
    ]
  },
}

export const gone: Fault = {
  group,
  name: '410: off, parked, and sent once switched on again',
  async play(stage) {
    const oa = await stage.endpoint('oa', { manners: [{ status: 410 }], events: ['user.registered'] })
    await stage.people.register(1)
    await untilOff(stage, oa)
    await stage.people.register(4)
    await stage.still()
    await oa.script({})
    await oa.edit({ enabled: true })
    await stage.people.register(2)
    await stage.still()
    return { skipped: 4 }
  },
}

async function untilOff(stage: Stage, { id }: Endpoint): Promise<void> {
  for (;;) {
    const { body } = await stage.ask('GET', `/webhooks/${id}`)
    if ((body as { enabled: boolean }).enabled === false) return
    await stage.still({ leap: false })
  }
}

/** A certificate that does not hold: nothing goes out, and all of it once the certificate does. */
export const certificates: Fault = {
  group,
  name: 'certificates that do not hold',
  async play(stage) {
    const trusting = { fields: { ...SOON.fields, ca: AUTHORITY } }
    const expired = await stage.receiver.addHost(EXPIRED)
    const wrongHost = await stage.receiver.addHost(WRONG_HOST)
    const selfSigned = await stage.receiver.addHost(SELF_SIGNED)
    const atExpired = await stage.endpoint('expired', { host: expired, ...trusting })
    const atWrongHost = await stage.endpoint('wrong host', { host: wrongHost, ...trusting })
    const atSelfSigned = await stage.endpoint('self-signed', { host: selfSigned, ...SOON })
    await stage.endpoint('well')
    await stage.people.register(2)
    const tries = async () =>
      (await stage.ask('GET', `/deliveries?endpoint=${atSelfSigned.id}&state=pending`)).status === 200
    await tries()
    await stage.attempted([atExpired, atWrongHost, atSelfSigned])
    const leaked = [
      ...(await atExpired.arrivals()),
      ...(await atWrongHost.arrivals()),
      ...(await atSelfSigned.arrivals()),
    ].length
    await expired.up(GOOD)
    await wrongHost.up(GOOD)
    await atSelfSigned.edit({ ca: SELF_SIGNED.cert })
    await stage.people.renameAll()
    await stage.still()
    const row = (name: string, { id }: Endpoint): Expectation => ({
      name,
      endpoints: [id],
      also: leaked === 0 ? [] : [`${leaked} requests went over a connection that proved nothing`],
    })
    return [
      row('an expired certificate', atExpired),
      row('a certificate of another host', atWrongHost),
      row('a self-signed certificate', atSelfSigned),
    ]
  },
}

export const receivers: readonly Fault[] = [misbehaving, hopeless, gone, certificates]
