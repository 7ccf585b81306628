import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { test } from 'node:test'
import { EndpointCache } from '../../../../plugins/webhooks/endpoint/endpoint-cache.ts'
import { until } from '../../../support/wait.ts'
import { openEngine, system } from '../running-engine.ts'

test('settings that were read earlier and arrive later do not replace newer ones', async (t) => {
  const engine = await openEngine()
  t.after(() => engine.close())
  const { endpoint } = await engine.endpoint('http://127.0.0.1:9/old')
  const [row] = await engine.db.reader('webhooks_endpoints').where({ id: endpoint.id })
  const wanted = [{ endpoint: row.num, version: row.version }]
  const slow = new EventEmitter()
  const late = once(slow, 'over')
  let queries = 0
  // The first reader has the endpoint and waits for its secrets.
  const reader = new Proxy(engine.db.reader, {
    apply(target, self, [table, ...rest]) {
      const query: Promise<unknown> = Reflect.apply(target, self, [table, ...rest])
      if (table !== 'webhooks_secrets' || ++queries > 1) return query
      return new Proxy(query, {
        get: (all, key) =>
          key === 'then'
            ? (...told: Parameters<typeof query.then>) => late.then(() => all).then(...told)
            : Reflect.get(all, key),
      })
    },
  })
  const cache = new EndpointCache({ ...engine.db, reader }, engine.host.keyring)
  const first = cache.refresh(wanted)
  await until('the first reader waits', () => queries === 1)
  await engine.service.editEndpoint(endpoint.id, { url: 'http://127.0.0.1:9/new' }, system)
  await cache.refresh([{ endpoint: row.num, version: row.version + 1 }])
  slow.emit('over')
  await first
  assert.equal(cache.get(row.num)?.endpoint.url, 'http://127.0.0.1:9/new')
})
