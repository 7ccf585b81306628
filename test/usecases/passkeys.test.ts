import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { CHALLENGE_LIFE_MS, type ChallengeUse } from '../../src/domain/passkey.ts'
import type { User } from '../../src/domain/user.ts'
import { beginPasskeyEnrolment } from '../../src/usecases/begin-passkey-enrolment.ts'
import { checkPasskey } from '../../src/usecases/check-passkey.ts'
import { confirmPasskey } from '../../src/usecases/confirm-passkey.ts'
import { getUser } from '../../src/usecases/get-user.ts'
import { newChallenge } from '../../src/usecases/passkey-challenge.ts'
import { readOwnData } from '../../src/usecases/read-own-data.ts'
import { verifySecondFactor } from '../../src/usecases/verify-second-factor.ts'
import { by, codeOf, enrol, PASSWORD, refusal, register, somebody } from '../support/accounts.ts'
import { makeDeps, type TestDeps } from '../support/deps.ts'
import { suiteScope } from '../support/scope.ts'
import { type SoftPasskey, softPasskey } from '../support/soft-passkey.ts'

const site = { id: 'id.example.org', origin: 'https://id.example.org', name: 'Example' }
const SIGN_IN: ChallengeUse = { purpose: 'sign-in', binding: '' }
const SECOND: ChallengeUse = { purpose: 'second-factor', binding: 'a browser' }
const ENROL: ChallengeUse = { purpose: 'enrol', binding: 'ses_1' }

describe('passkeys', () => {
  const scope = suiteScope()
  let world: TestDeps
  let ann: User
  let key: SoftPasskey
  beforeEach(async () => {
    world = await makeDeps(scope)
    key = softPasskey()
    ann = await own(await register(world, { username: 'ann' }), key)
  })

  const challenge = (use: ChallengeUse) => newChallenge(world.deps, use)
  async function own(user: User, passkey: SoftPasskey): Promise<User> {
    const input = { userId: user.id, proofs: { password: PASSWORD }, use: ENROL, site }
    const options = JSON.parse(await beginPasskeyEnrolment(world.deps, input, by(user)))
    const proof = { kind: 'passkey', answer: passkey.create(options.challenge), use: ENROL, site } as const
    const made = await confirmPasskey(world.deps, { userId: user.id, name: 'Laptop', proof }, by(user))
    assert.equal(made.recoveryCodes.length, 10)
    return getUser(world.deps, user.id)
  }
  const signIn = (answer: string) =>
    checkPasskey(world.deps, { kind: 'passkey', answer, use: SIGN_IN, site }, somebody)
  const second = (user: User, answer: string) =>
    verifySecondFactor(world.deps, { userId: user.id, kind: 'passkey', answer, use: SECOND, site }, by(user))

  it('sign in the user who made them, and are a second factor', async () => {
    assert.equal(ann.mfaEnabled, true)
    const proof = await signIn(key.get(challenge(SIGN_IN), { userHandle: ann.id }))
    assert.equal(proof.user.id, ann.id)
    assert.equal(proof.needsFactor, false)
    assert.equal((await second(ann, key.get(challenge(SECOND)))).method, 'passkey')
  })

  it('stand in the copy that a person takes of their data, without what makes them work', async () => {
    const { passkeys } = (await readOwnData(world.deps, ann.id)).security
    assert.deepEqual(
      passkeys.map(({ name, lastUsedAt }) => ({ name, lastUsedAt })),
      [{ name: 'Laptop', lastUsedAt: null }],
    )
    assert.deepEqual(Object.keys(passkeys[0] ?? {}), ['id', 'name', 'createdAt', 'lastUsedAt'])
  })

  it('are refused from a foreign origin, and without finger, face or PIN', async () => {
    for (const wrong of [{ origin: 'https://id.example.org.evil.test' }, { verified: false }]) {
      const answer = key.get(challenge(SIGN_IN), { userHandle: ann.id, ...wrong })
      await assert.rejects(signIn(answer), refusal('bad_credentials'))
      await assert.rejects(second(ann, key.get(challenge(SECOND), wrong)), refusal('wrong_code'))
    }
  })

  it('count once for each challenge, also when the answer comes many times at once', async () => {
    const answer = key.get(challenge(SIGN_IN), { userHandle: ann.id })
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => signIn(answer)))
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1)
  })

  it('are refused for a challenge that is too old, made up, or made for something else', async () => {
    const old = key.get(challenge(SIGN_IN), { userHandle: ann.id })
    const elsewhere = key.get(challenge(SECOND), { userHandle: ann.id })
    const invented = key.get(Buffer.alloc(54).toString('base64url'), { userHandle: ann.id })
    await assert.rejects(signIn(elsewhere), refusal('conflict'))
    await assert.rejects(signIn(invented), refusal('conflict'))
    world.clock.move(CHALLENGE_LIFE_MS)
    await assert.rejects(signIn(old), refusal('conflict'))
    for (const text of ['', '{', '[]', '{"id":1}', '{"id":"x","response":{"clientDataJSON":"e30"}}'])
      await assert.rejects(signIn(text), refusal('conflict'))
  })

  it('open no account but that of their owner', async () => {
    const other = softPasskey()
    const ben = await own(await register(world, { username: 'ben' }), other)
    await assert.rejects(second(ann, other.get(challenge(SECOND))), refusal('wrong_code'))
    await assert.rejects(
      signIn(other.get(challenge(SIGN_IN), { userHandle: ann.id })),
      refusal('bad_credentials'),
    )
    const posing = other.get(challenge(SIGN_IN), { userHandle: ann.id, credentialId: key.credentialId })
    await assert.rejects(signIn(posing), refusal('bad_credentials'))
    assert.equal((await second(ben, other.get(challenge(SECOND)))).user.id, ben.id)
  })

  it('are refused where the counter does not rise, which tells of a copy', async () => {
    await second(ann, key.get(challenge(SECOND), { counter: 7 }))
    for (const counter of [7, 6, 0])
      await assert.rejects(second(ann, key.get(challenge(SECOND), { counter })), refusal('wrong_code'))
    await second(ann, key.get(challenge(SECOND), { counter: 8 }))
  })

  it('cost a stranger’s visit no row: challenges carry their own proof', async () => {
    assert.equal((await world.rows('spent_challenges')).length, 1)
    for (let visit = 0; visit < 5; visit++) challenge(SIGN_IN)
    assert.equal((await world.rows('spent_challenges')).length, 1)
  })

  it('announce each failure', async () => {
    const types = await world.typesOf(async () => {
      await assert.rejects(signIn(softPasskey().get(challenge(SIGN_IN))), refusal('bad_credentials'))
      await assert.rejects(second(ann, key.get(challenge(SECOND), { verified: false })))
    })
    assert.deepEqual(types, ['user.login.failed', 'user.mfa.failed'])
  })

  it('open an app that takes no code any more', async () => {
    const cai = await register(world, { username: 'cai' })
    const { secret } = await enrol(world, cai)
    const phone = softPasskey()
    const answer = phone.create(challenge(ENROL))
    const proof = { kind: 'passkey', answer, use: ENROL, site } as const
    const made = await confirmPasskey(world.deps, { userId: cai.id, name: 'Phone', proof }, by(cai))
    assert.equal(made.recoveryCodes.length, 0)
    await world.deps.transaction((tx) =>
      tx('factors').where({ user_id: cai.id }).update({ wrong_in_row: 100 }),
    )
    const code = () =>
      verifySecondFactor(world.deps, { userId: cai.id, kind: 'totp', code: codeOf(world, secret) }, by(cai))
    await assert.rejects(code(), refusal('factor_locked'))
    await second(cai, phone.get(challenge(SECOND)))
    assert.equal((await code()).method, 'totp')
  })
})
