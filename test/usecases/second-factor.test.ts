import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { User } from '../../src/domain/user.ts'
import { beginTotpEnrolment } from '../../src/usecases/begin-totp-enrolment.ts'
import { confirmTotp } from '../../src/usecases/confirm-totp.ts'
import { getUser } from '../../src/usecases/get-user.ts'
import { openApp } from '../../src/usecases/open-app.ts'
import { readSecurity } from '../../src/usecases/read-security.ts'
import { readTotpEnrolment } from '../../src/usecases/read-totp-enrolment.ts'
import { regenerateRecoveryCodes } from '../../src/usecases/regenerate-recovery-codes.ts'
import { removeTotp } from '../../src/usecases/remove-totp.ts'
import { resetFactors } from '../../src/usecases/reset-factors.ts'
import { verifySecondFactor } from '../../src/usecases/verify-second-factor.ts'
import {
  by,
  byCli,
  byKey,
  byOperator,
  codeOf,
  enrol,
  mailsIn,
  makeTestOperator,
  PASSWORD,
  refusal,
  register,
  somebody,
  wrongCodeOf,
} from '../support/accounts.ts'
import { makeDeps, type TestDeps } from '../support/deps.ts'

const begin = (world: TestDeps, user: User, password = PASSWORD) =>
  beginTotpEnrolment(world.deps, { userId: user.id, proofs: { password } }, by(user))

const confirm = (world: TestDeps, user: User, code: string) =>
  confirmTotp(world.deps, { userId: user.id, code }, by(user))

const verify = (world: TestDeps, user: User, code: string, kind: 'totp' | 'recovery_code' = 'totp') =>
  verifySecondFactor(world.deps, { userId: user.id, kind, code }, somebody)

test('an app counts only once a code of it was typed', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  let secret = ''
  const begun = await world.typesOf(async () => {
    secret = (await begin(world, ann)).secret
  })
  assert.deepEqual(begun, [])
  assert.equal((await getUser(world.deps, ann.id)).mfaEnabled, false)
  await assert.rejects(verify(world, ann, codeOf(world, secret)), refusal('wrong_code'))

  let codes: readonly string[] = []
  const confirmed = await world.typesOf(async () => {
    codes = (await confirm(world, ann, codeOf(world, secret))).recoveryCodes
  })
  assert.deepEqual(confirmed, ['user.mfa.enrolled'])
  assert.equal((await world.events()).at(-1)?.data.factor, 'totp')
  assert.equal(codes.length, 10)
  assert.equal((await mailsIn(world)).at(-1), 'factor_added to ann@example.org')
  assert.deepEqual(await readSecurity(world.deps, ann.id), {
    hasPassword: true,
    passwordChangedAt: ann.createdAt,
    mfaEnabled: true,
    totpSince: world.clock.now(),
    clockDoubt: false,
    appLocked: false,
    recoveryCodesLeft: 10,
  })
})

test('the address that the app scans names the product, the person and the typed key', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const { secret, uri } = await begin(world, ann)
  assert.match(secret, /^[A-Z2-7]{32}$/, '160 bits in base 32')
  const url = new URL(uri)
  assert.equal(url.protocol, 'otpauth:')
  assert.equal(decodeURIComponent(url.pathname), '/Gatepost:ann')
  assert.equal(url.searchParams.get('secret'), secret)
  assert.equal(url.searchParams.get('issuer'), 'Gatepost')
})

test('a wrong code leaves the enrolment to be shown again, for fifteen minutes', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const enrolment = await begin(world, ann)
  const types = await world.typesOf(() =>
    assert.rejects(confirm(world, ann, wrongCodeOf(world, enrolment.secret)), refusal('invalid', 'code')),
  )
  assert.deepEqual(types, [])
  assert.deepEqual(await readTotpEnrolment(world.deps, ann.id), enrolment)
  world.clock.move(15 * 60_000)
  assert.equal(await readTotpEnrolment(world.deps, ann.id), undefined)
  await assert.rejects(confirm(world, ann, codeOf(world, enrolment.secret)), refusal('gone'))
})

test('of two confirmations at once one gives recovery codes', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const code = codeOf(world, (await begin(world, ann)).secret)
  const results = await Promise.allSettled([confirm(world, ann, code), confirm(world, ann, code)])
  const [refused] = results.filter((result) => result.status === 'rejected')
  refusal('gone')(refused?.reason)
  const types = (await world.events()).map((event) => event.type)
  assert.equal(types.filter((type) => type === 'user.mfa.enrolled').length, 1)
})

test('beginning again makes a new secret, and the one before counts for nothing', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const first = await begin(world, ann)
  const second = await begin(world, ann)
  await assert.rejects(confirm(world, ann, codeOf(world, first.secret)), refusal('invalid', 'code'))
  await confirm(world, ann, codeOf(world, second.secret))
})

test('adding asks for the password, and a second app for the removal of the first', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  await assert.rejects(begin(world, ann, 'wrong'), refusal('invalid', 'password'))
  const { user, secret } = await enrol(world, ann)
  await assert.rejects(begin(world, user), refusal('invalid', 'code'))
  const proofs = { password: PASSWORD, factor: { kind: 'totp', code: codeOf(world, secret) } } as const
  await assert.rejects(
    beginTotpEnrolment(world.deps, { userId: user.id, proofs }, by(user)),
    refusal('conflict'),
  )
})

test('the secret is sealed at rest, and moved to another row it does not open', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const { secret } = await begin(world, ann)
  const [row] = await world.rows('factors')
  assert.ok(row)
  assert.equal(String(row.secret).includes(secret), false)
  assert.equal(world.deps.keyring.open('totp', String(row.secret), String(row.id)), secret)
  assert.throws(() => world.deps.keyring.open('totp', String(row.secret), 'fct_other'))
})

test('a right code is verified, a wrong one is failed, and neither is a sign-in', async (t) => {
  const world = await makeDeps(t)
  const { user, secret } = await enrol(world, await register(world, { username: 'ann' }))
  const right = await world.typesOf(() => verify(world, user, ` ${codeOf(world, secret)} `))
  assert.deepEqual(right, ['user.mfa.verified'])
  const wrong = await world.typesOf(() =>
    assert.rejects(verify(world, user, wrongCodeOf(world, secret)), refusal('wrong_code', 'code')),
  )
  assert.deepEqual(wrong, ['user.mfa.failed'])
  for (const junk of ['', '12345', '1234567', 'abcdef', '١٢٣٤٥٦', '-12345', '1e5000'])
    await assert.rejects(verify(world, user, junk), refusal('wrong_code'))
})

test('a code counts one step early or late, and no more', async (t) => {
  const world = await makeDeps(t)
  const { user, secret } = await enrol(world, await register(world, { username: 'ann' }))
  world.clock.move(600_000)
  const code = codeOf(world, secret)
  world.clock.move(30_000)
  await verify(world, user, code)
  const late = codeOf(world, secret)
  world.clock.move(90_000)
  await assert.rejects(verify(world, user, late), refusal('wrong_code'))
})

test('a used code is refused, and so is an older one; the code that confirmed the app is used', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const { secret } = await begin(world, ann)
  const first = codeOf(world, secret)
  await confirm(world, ann, first)
  await assert.rejects(verify(world, ann, first), refusal('wrong_code'))
  world.clock.move(30_000)
  const second = codeOf(world, secret)
  world.clock.move(30_000)
  await verify(world, ann, codeOf(world, secret))
  await assert.rejects(verify(world, ann, second), refusal('wrong_code'))
})

test('of a hundred uses of one code at once, one is right', async (t) => {
  const world = await makeDeps(t)
  const { user, secret } = await enrol(world, await register(world, { username: 'ann' }))
  const code = codeOf(world, secret)
  const results = await Promise.allSettled(Array.from({ length: 100 }, () => verify(world, user, code)))
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
  const types = (await world.events()).map((event) => event.type)
  assert.equal(types.filter((type) => type === 'user.mfa.verified').length, 1)
  assert.equal(types.filter((type) => type === 'user.mfa.failed').length, 99)
})

test('a recovery code is spent once, in whatever way it is typed', async (t) => {
  const world = await makeDeps(t)
  const { user, recoveryCodes } = await enrol(world, await register(world, { username: 'ann' }))
  const [code = '', other = ''] = recoveryCodes
  const types = await world.typesOf(async () => {
    const { remaining, method } = await verify(
      world,
      user,
      ` ${code.toUpperCase().replaceAll('-', ' ')} `,
      'recovery_code',
    )
    assert.deepEqual([method, remaining], ['recovery_code', 9])
  })
  assert.deepEqual(types, ['user.mfa.verified', 'user.mfa.recovery_code_used'])
  const events = await world.events()
  assert.equal(events.at(-2)?.data.factor, 'recovery_code')
  assert.equal(events.at(-1)?.data.remaining, 9)
  await assert.rejects(verify(world, user, code, 'recovery_code'), refusal('wrong_code'))
  await verify(world, user, other, 'recovery_code')
})

test('of a hundred uses of one recovery code at once, one is right', async (t) => {
  const world = await makeDeps(t)
  const { user, recoveryCodes } = await enrol(world, await register(world, { username: 'ann' }))
  const code = recoveryCodes[0] ?? ''
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, () => verify(world, user, code, 'recovery_code')),
  )
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
  assert.equal((await readSecurity(world.deps, user.id)).recoveryCodesLeft, 9)
})

test('recovery codes have 80 bits, differ, are kept as MACs and belong to one user', async (t) => {
  const world = await makeDeps(t)
  const ann = await enrol(world, await register(world, { username: 'ann' }))
  const bob = await enrol(world, await register(world, { username: 'bob' }))
  assert.equal(new Set(ann.recoveryCodes).size, 10)
  for (const code of ann.recoveryCodes)
    assert.match(code, /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/)
  const kept = JSON.stringify([await world.rows('recovery_codes'), await world.rows('events')])
  for (const code of ann.recoveryCodes) assert.equal(kept.includes(code.replaceAll('-', '')), false)
  await assert.rejects(
    verify(world, bob.user, ann.recoveryCodes[0] ?? '', 'recovery_code'),
    refusal('wrong_code'),
  )
})

test('removing the app asks for the password and a code, and takes the recovery codes along', async (t) => {
  const world = await makeDeps(t)
  const registered = await register(world, { username: 'ann', email: 'ann@example.org' })
  const { user, secret, recoveryCodes } = await enrol(world, registered)
  const remove = (password: string, code?: string, kind: 'totp' | 'recovery_code' = 'totp') =>
    removeTotp(
      world.deps,
      { userId: user.id, proofs: { password, ...(code ? { factor: { kind, code } } : {}) } },
      by(user),
    )
  const refused = await world.typesOf(async () => {
    await assert.rejects(remove('wrong', codeOf(world, secret)), refusal('invalid', 'password'))
    await assert.rejects(remove(PASSWORD), refusal('invalid', 'code'))
    await assert.rejects(remove(PASSWORD, wrongCodeOf(world, secret)), refusal('wrong_code'))
  })
  assert.deepEqual(refused, ['user.mfa.failed'])
  assert.equal((await getUser(world.deps, user.id)).mfaEnabled, true)

  const types = await world.typesOf(() => remove(PASSWORD, recoveryCodes[0], 'recovery_code'))
  assert.deepEqual(types, ['user.mfa.verified', 'user.mfa.recovery_code_used', 'user.mfa.removed'])
  assert.equal((await getUser(world.deps, user.id)).mfaEnabled, false)
  assert.deepEqual(await world.rows('recovery_codes'), [])
  assert.equal((await mailsIn(world)).at(-1), 'factor_removed to ann@example.org')
})

test('new recovery codes ask for both proofs and end the old ones', async (t) => {
  const world = await makeDeps(t)
  const registered = await register(world, { username: 'ann', email: 'ann@example.org' })
  const { user, secret, recoveryCodes } = await enrol(world, registered)
  const make = (code?: string) =>
    regenerateRecoveryCodes(
      world.deps,
      {
        userId: user.id,
        proofs: { password: PASSWORD, ...(code ? { factor: { kind: 'totp', code } } : {}) },
      },
      by(user),
    )
  await assert.rejects(make(), refusal('invalid', 'code'))
  let fresh: readonly string[] = []
  const types = await world.typesOf(async () => {
    fresh = (await make(codeOf(world, secret))).recoveryCodes
  })
  assert.deepEqual(types, ['user.mfa.verified', 'user.mfa.recovery_codes_regenerated'])
  assert.equal((await world.events()).at(-1)?.data.remaining, 10)
  assert.equal((await mailsIn(world)).at(-1), 'recovery_codes_regenerated to ann@example.org')
  await assert.rejects(verify(world, user, recoveryCodes[0] ?? '', 'recovery_code'), refusal('wrong_code'))
  await verify(world, user, fresh[0] ?? '', 'recovery_code')
})

for (const [who, context] of [
  ['the command line', byCli],
  ['a key', byKey],
] as const)
  test(`a lost app is removed by ${who}, and announced once`, async (t) => {
    const world = await makeDeps(t)
    const { user } = await enrol(world, await register(world, { username: 'ann' }))
    const types = await world.typesOf(async () => {
      await resetFactors(world.deps, { userId: user.id }, context)
      await resetFactors(world.deps, { userId: user.id }, context)
    })
    assert.deepEqual(types, ['user.mfa.removed'])
  })

test('a key takes no factor from somebody who may open the console', async (t) => {
  const world = await makeDeps(t)
  const { user } = await enrol(world, await makeTestOperator(world))
  await assert.rejects(resetFactors(world.deps, { userId: user.id }, byKey), refusal('forbidden'))
})

test('a hundred wrong codes in a row, and the app takes none; a recovery code opens it again', async (t) => {
  const world = await makeDeps(t)
  const { user, secret, recoveryCodes } = await enrol(
    world,
    await register(world, { username: 'ann', email: 'ann@example.org' }),
  )
  const prove = (kind: 'totp' | 'recovery_code', code: string) =>
    verifySecondFactor(world.deps, { userId: user.id, kind, code }, somebody)
  const wrong = wrongCodeOf(world, secret)
  for (let tries = 0; tries < 98; tries++) await assert.rejects(prove('totp', wrong), refusal('wrong_code'))
  const [first = ''] = recoveryCodes
  await prove('totp', codeOf(world, secret))
  world.clock.move(60_000)
  // At the same moment as well: a hundred are looked at and no more.
  const wrongNow = wrongCodeOf(world, secret)
  const types = await world.typesOf(() =>
    Promise.allSettled(Array.from({ length: 110 }, () => prove('totp', wrongNow))),
  )
  assert.equal(types.filter((type) => type === 'user.mfa.failed').length, 100)
  const told = async () => (await mailsIn(world)).filter((mail) => mail.startsWith('app_locked'))
  assert.deepEqual(await told(), ['app_locked to ann@example.org'])
  await assert.rejects(prove('totp', codeOf(world, secret)), refusal('factor_locked'))
  await assert.rejects(
    regenerateRecoveryCodes(
      world.deps,
      {
        userId: user.id,
        proofs: { password: PASSWORD, factor: { kind: 'totp', code: codeOf(world, secret) } },
      },
      somebody,
    ),
    refusal('factor_locked'),
  )
  await assert.rejects(prove('recovery_code', 'nonsense'), refusal('wrong_code'))
  await prove('recovery_code', first)
  await prove('totp', codeOf(world, secret))
  assert.equal((await told()).length, 1)
})

test('an operator lets a locked app take codes again, and an app that takes them is left as it is', async (t) => {
  const world = await makeDeps(t)
  const { user, secret } = await enrol(world, await register(world, { username: 'ann' }))
  const prove = () =>
    verifySecondFactor(world.deps, { userId: user.id, kind: 'totp', code: codeOf(world, secret) }, somebody)
  const locked = async () => (await readSecurity(world.deps, user.id)).appLocked
  const open = (context = byOperator) => openApp(world.deps, { userId: user.id }, context)
  assert.deepEqual(await world.typesOf(open), [])
  await world.database.db.writer('factors').update({ wrong_in_row: 100 })
  assert.equal(await locked(), true)
  await assert.rejects(prove(), refusal('factor_locked'))
  await assert.rejects(open(by(user)), refusal('forbidden'))
  await open()
  assert.deepEqual((await world.events()).at(-1)?.data.changes, { appLocked: { from: true, to: false } })
  assert.equal(await locked(), false)
  await prove()
})
