import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authenticateAccessKey } from '../../src/usecases/authenticate-access-key.ts'
import { authenticateApiKey } from '../../src/usecases/authenticate-api-key.ts'
import { createAccessKey } from '../../src/usecases/create-access-key.ts'
import { createApiKey } from '../../src/usecases/create-api-key.ts'
import { listApiKeys } from '../../src/usecases/list-api-keys.ts'
import { revokeApiKey } from '../../src/usecases/revoke-api-key.ts'
import { byCli, byKey, byOperator, refusal } from '../support/accounts.ts'
import { makeDeps } from '../support/deps.ts'

test('an access key is shown once, kept sealed, and signs until it is revoked', async (t) => {
  const world = await makeDeps(t)
  const { key, secret } = await createAccessKey(world.deps, { name: ' Old script ' }, byCli)
  assert.match(secret, /^[A-Za-z0-9_-]{43}$/, '256 bits')
  assert.deepEqual(
    [key.kind, key.name, key.scopes],
    ['access', 'Old script', ['webhooks:read', 'webhooks:write']],
  )
  const kept = JSON.stringify([await world.rows('api_keys'), await world.rows('events')])
  assert.ok(!kept.includes(secret))

  const signs = (given: string) => authenticateAccessKey(world.deps, key.id, (one) => one === given)
  assert.equal((await signs(secret))?.id, key.id)
  assert.equal((await listApiKeys(world.deps))[0]?.lastUsedAt, world.clock.now())
  assert.equal(await signs(`${secret}x`), undefined)
  await revokeApiKey(world.deps, { keyId: key.id }, byOperator)
  assert.equal(await signs(secret), undefined)
})

test('a secret that does not fit is no use of the key, and one that ran out fits no more', async (t) => {
  const world = await makeDeps(t)
  const { key } = await createAccessKey(
    world.deps,
    { name: 'short', expiresAt: world.clock.now() + 60_000 },
    byCli,
  )
  assert.equal(await authenticateAccessKey(world.deps, key.id, () => false), undefined)
  assert.equal((await listApiKeys(world.deps))[0]?.lastUsedAt, null)
  world.clock.move(60_000)
  assert.equal(await authenticateAccessKey(world.deps, key.id, () => true), undefined)
})

test('neither kind of key does as the other, and no key makes an access key', async (t) => {
  const world = await makeDeps(t)
  const { key, secret } = await createAccessKey(world.deps, { name: 'pair' }, byCli)
  for (const bearer of [secret, `gp_${secret}`, `sealed:${key.id}`, key.id])
    assert.equal(await authenticateApiKey(world.deps, bearer), undefined)
  const bearer = await createApiKey(world.deps, { name: 'bearer' }, byCli)
  assert.equal(await authenticateAccessKey(world.deps, bearer.key.id, () => true), undefined)
  await assert.rejects(createAccessKey(world.deps, { name: 'x' }, byKey), refusal('forbidden'))
  await assert.rejects(createAccessKey(world.deps, { name: ' ' }, byCli), refusal('invalid', 'name'))
})
