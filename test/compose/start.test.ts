import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startServer } from '../../src/compose/index.ts'
import { openDatabase } from '../../src/db/connect.ts'
import { coreSchema, migrate } from '../../src/db/migrate.ts'
import { programOf, ROOT } from '../support/child.ts'

interface Ended {
  readonly code: number | string | null
  readonly said: string
}

/** Runs the server as a process of its own with these settings alone and answers how it ended. */
function runMain(settings: Record<string, string>): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      programOf('dist/src/main.js'),
      { cwd: ROOT, env: { PATH: process.env.PATH, ...settings }, timeout: 30_000 },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, said: stderr + stdout }),
    )
  })
}

describe('a start that cannot be', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatepost-start-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const sentence = (ended: Ended, words: RegExp) => {
    assert.equal(ended.code, 1)
    assert.match(ended.said, words)
    assert.equal(ended.said.trim().split('\n').length, 1, ended.said)
  }

  test('lists every fault of the settings by name, the plugins’ too, and shows no value', async () => {
    const ended = await runMain({
      PORT: 'many',
      GATEPOST_ROLES: 'web,cook',
      GATEPOST_MASTER_KEY: 'c2VjcmV0LXZhbHVl',
      GATEPOST_WEBHOOK_ALLOW: '10.0.0.0/99',
      SMTP_URL: 'mail.example.org',
      GATEPOST_METRICS_TOKEN_FILE: join(folder, 'absent'),
    })
    assert.equal(ended.code, 1)
    for (const name of [
      'PORT',
      'GATEPOST_ROLES',
      'GATEPOST_WEBHOOK_ALLOW',
      'SMTP_URL',
      'GATEPOST_METRICS_TOKEN_FILE',
    ])
      assert.match(ended.said, new RegExp(`^  ${name}`, 'm'))
    assert.doesNotMatch(ended.said, /c2VjcmV0|at file:/)
  })

  test('names the setting of an operator’s password that is too weak, and does not show it', async () => {
    const ended = await runMain({
      GATEPOST_DATA: mkdtempSync(join(folder, 'operator-')),
      PORT: '0',
      GATEPOST_URL: 'http://localhost:3000',
      GATEPOST_OPERATOR_EMAIL: 'op@example.org',
      GATEPOST_OPERATOR_PASSWORD: 'short-one',
    })
    assert.equal(ended.code, 1)
    assert.match(ended.said, /^ {2}GATEPOST_OPERATOR_PASSWORD cannot be used: /m)
    assert.doesNotMatch(ended.said, /short-one|at file:/)
  })

  test('asks for an https address in production mode', async () => {
    const ended = await runMain({ NODE_ENV: 'production', GATEPOST_DATA: folder })
    assert.equal(ended.code, 1)
    assert.match(ended.said, /GATEPOST_URL must be set to an https address/)
  })

  test('says in one sentence that the data folder is not a folder', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    sentence(await runMain({ GATEPOST_DATA: file }), /data folder .* is not writable/)
  })

  test('says in one sentence that the database is none', async () => {
    const data = mkdtempSync(join(folder, 'junk-'))
    writeFileSync(join(data, 'gatepost.sqlite'), 'this is text and no database '.repeat(20))
    sentence(await runMain({ GATEPOST_DATA: data }), /not a SQLite database/)
  })

  test('says in one sentence that a newer version made the database', async () => {
    const data = mkdtempSync(join(folder, 'newer-'))
    const db = openDatabase({ file: join(data, 'gatepost.sqlite') })
    await migrate(db.writer, [coreSchema])
    await db.writer('migrations').insert({ name: '999-later', batch: 9, migration_time: new Date() })
    await db.close()
    sentence(await runMain({ GATEPOST_DATA: data }), /made by a newer Gatepost/)
  })

  test('says in one sentence that PostgreSQL does not answer', async () => {
    const settings = { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none', GATEPOST_DATA: folder }
    const ended = await runMain(settings)
    sentence(ended, /PostgreSQL does not answer at DATABASE_URL/)
    assert.doesNotMatch(ended.said, /secret/)
  })

  test('says in one sentence that the port is taken, and frees what it had opened', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const data = mkdtempSync(join(folder, 'port-'))
    sentence(await runMain({ PORT: port, GATEPOST_DATA: data }), /Port \d+ on 127\.0\.0\.1 is taken/)
    await new Promise((resolve) => taken.close(resolve))
    const server = await startServer({ PORT: port, GATEPOST_DATA: data, GATEPOST_LOG_LEVEL: 'silent' })
    await server.stop()
  })

  test('says in one sentence that the key is not the one that sealed the database', async () => {
    const data = mkdtempSync(join(folder, 'key-'))
    const settings = {
      PORT: '0',
      GATEPOST_URL: 'http://localhost:3000',
      GATEPOST_DATA: data,
      GATEPOST_LOG_LEVEL: 'silent',
    }
    await (await startServer(settings)).stop()
    const other = { ...settings, GATEPOST_MASTER_KEY: Buffer.alloc(32, 1).toString('base64') }
    sentence(await runMain(other), /sealed under another master key/)
    await (await startServer(settings)).stop()
  })

  test('refuses a second server on the same data folder, until the first has ended', async () => {
    const data = mkdtempSync(join(folder, 'twice-'))
    const settings = {
      PORT: '0',
      GATEPOST_URL: 'http://localhost:3000',
      GATEPOST_DATA: data,
      GATEPOST_LOG_LEVEL: 'silent',
    }
    const first = await startServer(settings)
    sentence(await runMain(settings), /Another Gatepost server is running/)
    await first.stop()
    const second = await startServer(settings)
    await second.stop()
  })
})
