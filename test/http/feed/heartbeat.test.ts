import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { it } from 'node:test'
import { createApiKey } from '../../../src/usecases/create-api-key.ts'
import { createUser } from '../../../src/usecases/create-user.ts'
import { readHead } from '../../../src/usecases/read-feed.ts'
import { openTestApp } from '../../support/app.ts'
import { openFeed } from '../../support/feed-reader.ts'
import { numberAll } from '../../support/number-all.ts'
import { until } from '../../support/wait.ts'

const CLI = { actor: { type: 'cli' } } as const

it('a stream that has nothing to show says that it lives, and where its reader goes on', async (t) => {
  const test = await openTestApp({ parts: { heartbeatMs: 50 } })
  const server = createServer(test.app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await test.close()
  })
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const { secret } = await createApiKey(test.deps, { name: 'feed', expiresAt: null }, CLI)
  const reader = await openFeed(url, secret, { query: '?types=user.deleted' })
  t.after(() => reader.close())
  await createUser(test.deps, { username: 'ann', password: 'a long enough one', method: 'api' }, CLI)
  await numberAll(test.db)
  const head = await readHead(test.deps)
  await until('the cursor has passed the events of other types', () =>
    reader.messages.some(({ id }) => id === String(head)),
  )
  const before = reader.messages.length
  await until('it goes on', () => reader.messages.length > before + 1)
  assert.deepEqual(reader.texts(), [])
})
