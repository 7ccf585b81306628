import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startServer } from '../../src/compose/index.ts'

test('a stop answers what is under way and keeps no connection open for more', async () => {
  const data = mkdtempSync(join(tmpdir(), 'gatepost-stop-'))
  const server = await startServer({
    PORT: '0',
    GATEPOST_URL: 'http://localhost:3000',
    GATEPOST_DATA: data,
    GATEPOST_LOG_LEVEL: 'silent',
  })
  const client = connect(Number(server.port), '127.0.0.1')
  let answer = ''
  client.on('data', (chunk) => {
    answer += chunk
  })
  const ended = new Promise((resolve) => client.once('close', resolve))
  await new Promise((resolve) => client.once('connect', resolve))
  await new Promise((resolve) => client.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n', resolve))
  // The server has read the first half once it answers somebody else.
  await fetch(`http://127.0.0.1:${server.port}/healthz`, { headers: { connection: 'close' } })
  const stopped = server.stop()
  client.write('\r\n')
  await ended
  await stopped
  rmSync(data, { recursive: true, force: true })
  assert.match(answer, /^HTTP\/1\.1 200 /)
  assert.match(answer, /\r\nconnection: close\r\n/i)
})
