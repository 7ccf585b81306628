import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServer } from '../../support/server.ts'
import { createKey } from '../../support/world.ts'

const CALL = 'the-call-that-is-cut-off'

test('a call that a kill cut off is carried out once, whenever the kill came', async (t) => {
  const server = await startServer(t)
  const key = await createKey(server)
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${server.port}/api/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers },
    })
  const make = (username: string) =>
    ask('/users', {
      method: 'POST',
      headers: { 'idempotency-key': `${CALL}-${username}` },
      body: JSON.stringify({ username }),
    })
  const named = async (username: string): Promise<number> =>
    (await (await ask(`/users?search=${username}`)).json()).data.length

  await server.restart({ GATEPOST_FAULT: 'before-keeping-answer' })
  await assert.rejects(make('after'), 'killed after the commit')
  await server.restart({ GATEPOST_FAULT: '' })
  const after = await make('after')
  // The only server knows that nobody holds the call any more; several wait until the lease is over.
  const known = server.place.startsWith('postgres') ? 'idempotency_running' : 'idempotency_lost'
  assert.deepEqual([after.status, (await after.json()).code], [409, known])
  assert.equal(await named('after'), 1)

  await server.restart({ GATEPOST_FAULT: 'announced' })
  await assert.rejects(make('before'), 'killed before the commit')
  await server.restart({ GATEPOST_FAULT: '' })
  assert.equal(await named('before'), 0)
  assert.equal((await make('before')).status, server.place.startsWith('postgres') ? 409 : 201)
})
