import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import { createArgon2Hasher } from '../../src/hashing/argon2.ts'
import { parseHash } from '../../src/hashing/parse-hash.ts'
import { verifyHash } from '../../src/hashing/verify-hash.ts'
import { saveCredential } from '../../src/repositories/credentials.ts'
import { changePassword } from '../../src/usecases/change-password.ts'
import { checkPassword } from '../../src/usecases/check-password.ts'
import { ANOTHER_PASSWORD, by, PASSWORD, refusal, register, somebody } from '../support/accounts.ts'
import { makeDeps, type TestDeps } from '../support/deps.ts'

/** Made by other programs; the one with SHA-1 and the one of scrypt are RFC 6070's and RFC 7914's. */
const MADE_ELSEWHERE: readonly (readonly [name: string, password: string, hash: string])[] = [
  [
    'argon2id of its reference program',
    'password',
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  ],
  ['bcrypt 2a', 'U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['bcrypt 2y', 'U*U', '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['Django', 'pässword', 'pbkdf2_sha256$260000$kX2mW9qLsalt$OjbtiKTJ5wFBwjdWNW9zWIbmI+adI1/0ZtoAjIlYuJ0='],
  [
    'passlib with SHA-512',
    'pässword',
    '$pbkdf2-sha512$25000$MDEyMzQ1Njc4OWFiY2RlZg$eaVACL/nyngIV4dvmzEC8LWPMF6XGZXayMuTBVTc6zeAAY43zKgpsrGv88yz4isI0W5EjpEl1VBfr5tJIaIr5Q',
  ],
  ['passlib with SHA-1', 'password', '$pbkdf2$4096$c2FsdA$SwB5AbdlSJq.rUnZJvch0GWkKcE'],
  [
    'scrypt',
    'password',
    '$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA',
  ],
]

describe('a hash made elsewhere', () => {
  for (const [name, password, hash] of MADE_ELSEWHERE)
    it(`is verified: ${name}`, async () => {
      assert.equal(await verifyHash(hash, password), true)
      assert.equal(await verifyHash(hash, `${password} `), false)
    })

  const refused: readonly (readonly [what: string, hash: string, fault: RegExp])[] = [
    ['of no known form', 'md5:5f4dcc3b5aa765d61d8327deb882cf99', /no hash of argon2/],
    ['that is empty', '', /no hash of argon2/],
    ['of a megabyte', `$2b$05$${'a'.repeat(1_000_000)}`, /at most 1024/],
    ['that was cut off', '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0', /no whole hash of bcrypt/],
    ['of bcrypt with cost 31', `$2b$31$${'C'.repeat(53)}`, /costs more/],
    [
      'of argon2 with 4 GiB',
      '$argon2id$v=19$m=4194304,t=1,p=1$c29tc2FsdHNhbHQ$CTFhFdXPJO1aFaMaO6Mm5Q',
      /costs more/,
    ],
    [
      'of argon2 with many passes over much memory',
      '$argon2id$v=19$m=262144,t=8,p=1$c29tc2FsdHNhbHQ$CTFhFdXPJO1aFaMaO6Mm5Q',
      /costs more/,
    ],
    [
      'of argon2 without a pass',
      '$argon2id$v=19$m=65536,t=0,p=1$c29tc2FsdHNhbHQ$CTFhFdXPJO1aFaMaO6Mm5Q',
      /no whole/,
    ],
    ['of scrypt with 1 GiB', '$scrypt$ln=20,r=8,p=1$c2FsdA$CTFhFdXPJO1aFaMaO6Mm5Q', /costs more/],
    [
      'of scrypt with 16 lanes of 128 MiB',
      '$scrypt$ln=17,r=8,p=16$c2FsdA$CTFhFdXPJO1aFaMaO6Mm5Q',
      /costs more/,
    ],
    [
      'of PBKDF2 with a thousand million rounds',
      '$pbkdf2-sha256$i=999999999$c2FsdA$CTFhFdXPJO1aFaMaO6Mm5Q',
      /costs more/,
    ],
    ['of PBKDF2 with a key of 4 bytes', '$pbkdf2-sha256$i=1000$c2FsdA$CTFhFQ', /no whole hash/],
  ]
  for (const [what, hash, fault] of refused)
    it(`is refused, never verified: one ${what}`, async () => {
      const parsed = parseHash(hash)
      assert.match('fault' in parsed ? parsed.fault : 'taken', fault)
      assert.equal(await verifyHash(hash, 'password'), false)
    })
})

const hashOf = async ({ deps }: TestDeps): Promise<string> =>
  (await deps.reader('credentials').first('password_hash')).password_hash

test('a foreign hash is replaced by one of ours at the first sign-in, and by no wrong password', async (t) => {
  const world = await makeDeps(t, { hasher: createArgon2Hasher() })
  const ann = await register(world, { username: 'ann' })
  const [, password = '', foreign = ''] = MADE_ELSEWHERE[3] ?? []
  await world.deps.transaction((tx) => saveCredential(tx, ann.id, foreign, world.clock.now()))
  const check = (given: string) => checkPassword(world.deps, { identifier: 'ann', password: given }, somebody)
  await assert.rejects(check('wrong'), refusal('bad_credentials'))
  assert.equal(await hashOf(world), foreign)
  const { passwordVersion } = await check(password)
  assert.match(await hashOf(world), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.equal((await check(password)).passwordVersion, passwordVersion)
})

test('a password is hashed anew once the costs have risen, and not once they have sunk', async (t) => {
  const world = await makeDeps(t, { hasher: createArgon2Hasher() })
  await register(world, { username: 'ann' })
  const before = await hashOf(world)
  const checkWith = (memoryCost: number) =>
    checkPassword(
      { ...world.deps, hasher: createArgon2Hasher({}, { memoryCost, timeCost: 2, parallelism: 1 }) },
      { identifier: 'ann', password: PASSWORD },
      somebody,
    )
  await checkWith(9728)
  assert.equal(await hashOf(world), before)
  assert.deepEqual(await world.typesOf(() => checkWith(20_480)), [])
  assert.match(await hashOf(world), /m=20480,t=2,p=1/)
})

test('a password that is changed while its old hash is renewed stays changed', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const { hasher } = world.deps
  const slow = {
    ...hasher,
    outdated: () => true,
    hash: async (password: string) => {
      await changePassword(
        world.deps,
        { userId: ann.id, currentPassword: PASSWORD, newPassword: ANOTHER_PASSWORD, sessionId: null },
        by(ann),
      )
      return hasher.hash(password)
    },
  }
  await checkPassword({ ...world.deps, hasher: slow }, { identifier: 'ann', password: PASSWORD }, somebody)
  assert.equal(await hasher.verify(await hashOf(world), ANOTHER_PASSWORD), true)
})
