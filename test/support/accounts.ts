import assert from 'node:assert/strict'
import { generateSync } from 'otplib'
import type { EventContext } from '../../src/domain/event.ts'
import type { Session } from '../../src/domain/session.ts'
import type { User } from '../../src/domain/user.ts'
import { beginSession } from '../../src/usecases/begin-session.ts'
import { beginTotpEnrolment } from '../../src/usecases/begin-totp-enrolment.ts'
import { confirmTotp } from '../../src/usecases/confirm-totp.ts'
import { createOperator } from '../../src/usecases/create-operator.ts'
import { getUser } from '../../src/usecases/get-user.ts'
import { registerUser } from '../../src/usecases/register-user.ts'
import type { TestDeps } from './deps.ts'

export const PASSWORD = 'blue kettle sings at noon'
export const ANOTHER_PASSWORD = 'seven grey herons by the weir'

/** A browser of somebody who is not signed in. */
export const somebody: EventContext = {
  actor: { type: 'user' },
  ip: '203.0.113.9',
  userAgent: 'test',
  requestId: 'req_1',
}
export const byCli: EventContext = { actor: { type: 'cli' } }
export const byKey: EventContext = { actor: { type: 'api_key', id: 'key_1' } }
export const byOperator: EventContext = { actor: { type: 'operator', id: 'usr_operator' } }
export const by = (user: User): EventContext => ({ ...somebody, actor: { type: 'user', id: user.id } })

/** Registers a person through the use-case and answers the user as stored. */
export async function register(
  world: TestDeps,
  who: { readonly username?: string; readonly email?: string; readonly password?: string },
): Promise<User> {
  await registerUser(world.deps, { password: PASSWORD, ...who }, somebody)
  return newest(world)
}

/** The user made last. */
export async function newest(world: TestDeps): Promise<User> {
  const row = await world.deps.reader('users').orderBy('id', 'desc').first('id')
  assert.ok(row, 'there is a user')
  return getUser(world.deps, row.id)
}

export async function makeTestOperator(world: TestDeps, username = 'olga'): Promise<User> {
  return createOperator(world.deps, { username, password: PASSWORD }, byCli)
}

/** A session begun with the password as it is now. */
export async function signIn(
  world: TestDeps,
  user: User,
  context = somebody,
  remember = false,
): Promise<Session> {
  const credential = await world.deps.reader('credentials').where({ user_id: user.id }).first('changed_at')
  const { session } = await beginSession(
    world.deps,
    {
      userId: user.id,
      methods: user.mfaEnabled ? ['password', 'totp'] : ['password'],
      passwordVersion: credential?.changed_at ?? null,
      remember,
    },
    context,
  )
  return session
}

/** Sets up an authenticator app, and moves the clock so that the code of the confirmation is in the past. */
export async function enrol(
  world: TestDeps,
  user: User,
): Promise<{ user: User; secret: string; recoveryCodes: readonly string[] }> {
  const { secret } = await beginTotpEnrolment(
    world.deps,
    { userId: user.id, proofs: { password: PASSWORD } },
    by(user),
  )
  const { recoveryCodes } = await confirmTotp(
    world.deps,
    { userId: user.id, code: codeOf(world, secret) },
    by(user),
  )
  world.clock.move(60_000)
  return { user: await getUser(world.deps, user.id), secret, recoveryCodes }
}

/** What the authenticator app shows at the moment. */
export function codeOf(world: TestDeps, secret: string): string {
  return generateSync({ secret, epoch: Math.floor(world.clock.now() / 1000) })
}

/** A code of six digits that no step near this moment has. */
export function wrongCodeOf(world: TestDeps, secret: string): string {
  const now = Math.floor(world.clock.now() / 1000)
  const near = [-30, 0, 30].map((seconds) => generateSync({ secret, epoch: now + seconds }))
  return ['000000', '111111', '222222', '333333'].find((code) => !near.includes(code)) ?? '444444'
}

/** The tokens of the links in the mails that wait, oldest first. */
export async function linksIn(world: TestDeps, template: string): Promise<string[]> {
  const mails = await world.deps.reader('mails').where({ template }).orderBy('id').select('id', 'sealed')
  return mails
    .filter((mail) => mail.sealed !== null)
    .map((mail) => world.deps.keyring.open('mail', mail.sealed, mail.id))
}

/** The templates and recipients of all mails, oldest first. */
export async function mailsIn(world: TestDeps): Promise<string[]> {
  const mails = await world.deps.reader('mails').orderBy('id').select('template', 'recipient')
  return mails.map((mail) => `${mail.template} to ${mail.recipient}`)
}

/** Expects a refusal with this code and, where given, a fault at this field. */
export function refusal(code: string, field?: string) {
  return (error: unknown): true => {
    assert.ok(error instanceof Error && 'code' in error && 'fields' in error, String(error))
    assert.equal(error.code, code, `${error.message} ${JSON.stringify(error.fields)}`)
    if (field !== undefined)
      assert.ok(
        Object.hasOwn(Object(error.fields), field),
        `no fault at ${field}: ${JSON.stringify(error.fields)}`,
      )
    return true
  }
}
