import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { genauthNamesOf } from '../../../plugins/webhooks/formats/genauth-names.ts'
import type { EventDraft } from '../../../src/domain/event.ts'
import { sampleEvent } from '../../../src/domain/sample-event.ts'
import { startGenauthReceiver } from '../../support/genauth-receiver.ts'
import type { Scope } from '../../support/scope.ts'
import { deleted, openEngine, person, registered, renamed, system } from '../webhooks/running-engine.ts'

const SECRET = 'agreed-with-genauth'
const FORBIDDEN = /"(?:password|salt|encryptedPassword|token|secret)"/i
/** Every type, by patterns of ours: `*` leaves out what is about webhooks. */
const ALL = ['*', 'webhook.*']

/** The keys of `data` as GenAuth's documents tell them; a user object is `user`. */
const SHAPES: Readonly<Record<string, readonly string[] | 'user'>> = {
  test: ['description'],
  register: 'user',
  'user:created': 'user',
  login: 'user',
  'user:updated': ['user', 'updates'],
  'user:password-changed': ['userId'],
  'user:email-verified': ['userId', 'email'],
  'mfa:verified': ['userId', 'isValid', 'type'],
  'user:blocked': ['user'],
  'user:unblocked': ['user'],
  'user:deleted': ['users'],
  kick: ['users'],
}

async function scene(scope: Scope, contentType: 'json' | 'form', rest: object = {}) {
  const receiver = await startGenauthReceiver(scope, SECRET)
  const engine = await openEngine()
  scope.after(() => engine.close())
  const settings = { format: 'genauth', contentType, events: ALL, genauthSecret: SECRET, ...rest }
  const { endpoint } = await engine.endpoint(receiver.url, settings)
  const reasons = async (type: string) => {
    const rows = await engine.db
      .reader('webhooks_deliveries as d')
      .join('logged_events as e', 'e.position', 'd.position')
      .where('e.type', type)
      .orderBy('d.id')
      .select('d.state', 'd.reason')
    return rows.map(({ state, reason }) => (reason === null ? state : `${state}(${reason})`))
  }
  return { receiver, engine, endpoint, reasons }
}

for (const contentType of ['json', 'form'] as const)
  describe(`a receiver written from GenAuth’s documents, by ${contentType}`, () => {
    it('gets each event that GenAuth has a name for, once a name, in GenAuth’s shape, and no other', async (t) => {
      const { receiver, engine, endpoint, reasons } = await scene(t, contentType, {
        includeFailedLogins: true,
      })
      const catalogue = engine.host.events()
      const types = Object.keys(catalogue).filter((type) => !type.startsWith('webhook.endpoint.'))
      const drafts = types.map((type): EventDraft => {
        const event = sampleEvent(type, catalogue)
        assert.ok(event?.data, type)
        const target = catalogue[type]?.addressed ? [endpoint.id] : undefined
        return {
          type,
          subject: event.subject,
          data: event.data,
          context: event.context,
          ...(target ? { target } : {}),
        }
      })
      engine.start()
      for (const draft of drafts) await engine.announce(draft)
      await engine.settled()

      assert.equal(receiver.refused(), 0)
      const expected = types.flatMap(genauthNamesOf)
      assert.deepEqual(receiver.messages.map(({ eventName }) => eventName).toSorted(), expected.toSorted())
      assert.deepEqual(new Set(expected), new Set(Object.keys(SHAPES)))
      for (const { eventName, data } of receiver.messages) {
        const shape = SHAPES[eventName]
        const keys = Object.keys(Object(data))
        if (shape === 'user') assert.ok(keys.includes('userPoolId') && keys.includes('customData'), eventName)
        else assert.deepEqual(keys, shape, eventName)
        assert.doesNotMatch(JSON.stringify(data), FORBIDDEN, eventName)
      }
      for (const type of types) {
        const names = genauthNamesOf(type)
        const states = names.length > 0 ? names.map(() => 'delivered') : ['skipped(no_equivalent)']
        assert.deepEqual(await reasons(type), states, type)
      }
    })

    it('keeps its own users right with them: new, renamed, proven, gone', async (t) => {
      const { receiver, engine } = await scene(t, contentType)
      engine.start()
      const email = 'usr_ann@example.org'
      const verified = { user: person('usr_ann'), email, first: true }
      await engine.announce(
        registered('usr_ann'),
        registered('usr_bob'),
        renamed('usr_ann', 'Anne & Öz'),
        { type: 'user.email.verified', subject: 'usr_ann', data: verified, context: system },
        deleted('usr_bob'),
      )
      await engine.settled()
      assert.deepEqual([...receiver.users.keys()], ['usr_ann'])
      assert.equal(receiver.users.get('usr_ann')?.name, 'Anne & Öz')
      assert.deepEqual([...receiver.points], [['usr_ann', 10]])
    })
  })

describe('a failed sign-in', () => {
  const failed = (user: boolean): EventDraft => ({
    type: 'user.login.failed',
    subject: user ? 'usr_ann' : null,
    data: {
      ...(user ? { user: person('usr_ann') } : {}),
      reason: user ? 'bad_credentials' : 'unknown_user',
      identifier: 'a…',
    },
    context: system,
  })

  it('goes out as login only where it is asked for, since GenAuth’s login does not say how it ended', async (t) => {
    const { receiver, engine, reasons } = await scene(t, 'json', { events: ['login'] })
    engine.start()
    await engine.announce(failed(true), registered('usr_ann'))
    await engine.settled()
    assert.deepEqual(receiver.messages, [])
    assert.deepEqual(await reasons('user.login.failed'), [])
  })

  it('is skipped where there is no user to tell of', async (t) => {
    const { receiver, engine, reasons } = await scene(t, 'json', {
      events: ['login'],
      includeFailedLogins: true,
    })
    engine.start()
    await engine.announce(failed(false), failed(true))
    await engine.settled()
    assert.deepEqual(
      receiver.messages.map(({ eventName }) => eventName),
      ['login'],
    )
    assert.deepEqual(await reasons('user.login.failed'), ['skipped(no_user)', 'delivered'])
  })
})

it('a second factor that GenAuth has no type for is skipped', async (t) => {
  const { receiver, engine, reasons } = await scene(t, 'json', { events: ['mfaVerify'] })
  engine.start()
  const proof = (factor: string): EventDraft => ({
    type: 'user.mfa.verified',
    subject: 'usr_ann',
    data: { user: person('usr_ann'), factor },
    context: system,
  })
  await engine.announce(proof('passkey'), proof('totp'), proof('recovery_code'))
  await engine.settled()
  assert.deepEqual(
    receiver.messages.map(({ data }) => Object(data).type),
    ['OTP', 'OTP'],
  )
  assert.deepEqual(await reasons('user.mfa.verified'), ['skipped(no_equivalent)', 'delivered', 'delivered'])
})
