import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SCOPES } from '../../src/domain/api-key.ts'
import { authenticateApiKey } from '../../src/usecases/authenticate-api-key.ts'
import { createApiKey } from '../../src/usecases/create-api-key.ts'
import { listApiKeys } from '../../src/usecases/list-api-keys.ts'
import { revokeApiKey } from '../../src/usecases/revoke-api-key.ts'
import { byCli, byKey, byOperator, refusal } from '../support/accounts.ts'
import { makeDeps } from '../support/deps.ts'

test('a key is shown once, kept as a hash, and opens until it is revoked', async (t) => {
  const world = await makeDeps(t)
  const { key, secret } = await createApiKey(world.deps, { name: ' HR sync ' }, byCli)
  assert.match(secret, /^gp_[A-Za-z0-9_-]{43}$/, '256 bits')
  assert.deepEqual([key.name, key.scopes], ['HR sync', SCOPES])
  const kept = JSON.stringify([await world.rows('api_keys'), await world.rows('events')])
  assert.equal(kept.includes(secret.slice(3)), false)
  assert.equal((await authenticateApiKey(world.deps, secret))?.id, key.id)
  assert.equal(await authenticateApiKey(world.deps, `${secret}x`), undefined)
  assert.equal(await authenticateApiKey(world.deps, ''), undefined)

  await revokeApiKey(world.deps, { keyId: key.id }, byOperator)
  assert.equal(await authenticateApiKey(world.deps, secret), undefined)
  await assert.rejects(revokeApiKey(world.deps, { keyId: key.id }, byOperator), refusal('not_found'))
  assert.deepEqual(
    (await world.events()).map((event) => [event.type, event.subject, event.sequence, event.data.key]),
    [
      [
        'api_key.created',
        null,
        null,
        { id: key.id, kind: 'bearer', name: 'HR sync', scopes: SCOPES, expiresAt: null },
      ],
      ['api_key.revoked', null, null, { id: key.id, name: 'HR sync' }],
    ],
  )
  assert.equal((await listApiKeys(world.deps))[0]?.revokedAt, world.clock.now())
})

test('a key opens until its end, and its use is noted at most once a minute', async (t) => {
  const world = await makeDeps(t)
  const start = world.clock.now()
  const { secret } = await createApiKey(
    world.deps,
    { name: 'short', scopes: ['users:read'], expiresAt: start + 120_000 },
    byCli,
  )
  const usedAt = async () => (await listApiKeys(world.deps))[0]?.lastUsedAt
  assert.equal(await usedAt(), null)
  await authenticateApiKey(world.deps, secret)
  world.clock.move(59_999)
  const statements = await world.statementsOf(() => authenticateApiKey(world.deps, secret))
  assert.equal(statements, 1, 'one lookup and no write')
  assert.equal(await usedAt(), start)
  world.clock.move(1)
  await authenticateApiKey(world.deps, secret)
  assert.equal(await usedAt(), start + 60_000)
  world.clock.move(60_000)
  assert.equal(await authenticateApiKey(world.deps, secret), undefined)
})

test('a key needs a name, known scopes and an end in the future, and no key makes one', async (t) => {
  const world = await makeDeps(t)
  const create = (input: object, context = byCli) =>
    createApiKey(world.deps, { name: 'x', ...input }, context)
  await assert.rejects(create({ name: ' ' }), refusal('invalid', 'name'))
  await assert.rejects(create({ scopes: ['users:rule'] }), refusal('invalid', 'scopes'))
  await assert.rejects(create({ scopes: [] }), refusal('invalid', 'scopes'))
  await assert.rejects(create({ expiresAt: world.clock.now() }), refusal('invalid', 'expiresAt'))
  await assert.rejects(create({ expiresAt: Number.NaN }), refusal('invalid', 'expiresAt'))
  await assert.rejects(create({}, byKey), refusal('forbidden'))
  assert.deepEqual(await world.rows('api_keys'), [])
  assert.deepEqual(await world.events(), [])
})
