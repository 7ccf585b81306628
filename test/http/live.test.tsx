import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import express from 'express'
import { Refusal } from '../../src/domain/errors.ts'
import { liveStreams } from '../../src/http/live.ts'
import { blockUser } from '../../src/usecases/block-user.ts'
import { findSessionUser } from '../../src/usecases/find-session-user.ts'
import { grantOperator } from '../../src/usecases/grant-operator.ts'
import { revokeOperator } from '../../src/usecases/revoke-operator.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { givePassword, register, signedInOperator } from '../support/people.ts'
import type { Scope } from '../support/scope.ts'
import { until } from '../support/wait.ts'

const cli = { actor: { type: 'cli' } } as const
const LOOK_MS = 15

describe('a live page', () => {
  let test: TestApp
  /** Sessions of viewers, by username. */
  const sessions: Record<string, string> = {}
  const idOf = async (username: string): Promise<string> =>
    (await test.db.reader('users').where({ username }).first('id')).id
  before(async () => {
    test = await openTestApp()
    await signedInOperator(test)
    for (const username of ['ann', 'bob', 'cyd', 'dan']) {
      await register(test.app, username)
      const userId = await idOf(username)
      await grantOperator(test.deps, { userId, role: 'viewer' }, cli)
      await givePassword(test.app, username)
      sessions[username] = (await test.db.reader('sessions').where({ user_id: userId }).first('id')).id
    }
  })
  after(() => test.close())

  /** A server with one topic, whose readers say who they are. */
  const open = async (scope: Scope) => {
    const topic = { asked: 0, figure: 'first', gone: false }
    const stopping = new AbortController()
    const app = express()
    app.get(
      '/live/:owner/:topic',
      async (req, _res, next) => {
        Object.assign(req, { user: await findSessionUser(test.deps, sessions[`${req.query.who}`] ?? '') })
        next()
      },
      liveStreams({
        deps: test.deps,
        log: test.parts.log,
        stopping: stopping.signal,
        lookMs: LOOK_MS,
        topics: new Map([
          [
            'plugin/ticker',
            {
              name: 'ticker',
              async read({ of = 'all' }) {
                if (topic.gone || of === 'nothing') throw new Refusal('not_found')
                topic.asked += 1
                return { figure: <b id="figure">{`<${topic.figure}>`}</b>, of: <b id="of">{of}</b> }
              },
            },
          ],
        ]),
      }),
    )
    app.use(((error, _req, res, _next) => {
      res.status(error instanceof Refusal ? error.status : 500).end()
    }) satisfies express.ErrorRequestHandler)
    const server = createServer(app).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    scope.after(() => {
      stopping.abort()
      server.closeAllConnections()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const listen = async (path: string, who = 'ann') => {
      const answer = await fetch(
        `http://127.0.0.1:${port}/live/${path}${path.includes('?') ? '&' : '?'}who=${who}`,
      )
      const heard = { status: answer.status, type: answer.headers.get('content-type'), text: '' }
      const read = async () => {
        const decoder = new TextDecoder()
        for await (const chunk of answer.body ?? []) heard.text += decoder.decode(chunk)
      }
      return Object.assign(heard, { ended: read() })
    }
    return { topic, stopping, listen }
  }
  const parts = ({ text }: { text: string }): Record<string, string>[] =>
    [...text.matchAll(/^event: parts\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ''))

  it('is told what changed and nothing else, escaped as on the page', async (t) => {
    const { topic, stopping, listen } = await open(t)
    const stream = await listen('plugin/ticker')
    assert.match(stream.type ?? '', /^text\/event-stream/)
    await until('all parts are sent', () => parts(stream).length === 1)
    topic.figure = 'second'
    await until('the change is sent', () => parts(stream).length === 2)
    assert.deepEqual(parts(stream), [
      { figure: '<b id="figure">&lt;first></b>', of: '<b id="of">all</b>' },
      { figure: '<b id="figure">&lt;second></b>' },
    ])
    stopping.abort()
    await stream.ended
    assert.match(stream.text, /^event: end$/m)
  })

  it('costs one question however many look at it, and none once nobody does', async (t) => {
    const { topic, stopping, listen } = await open(t)
    const streams = [
      await listen('plugin/ticker'),
      await listen('plugin/ticker'),
      await listen('plugin/ticker'),
    ]
    for (const stream of streams) await until('all parts are sent', () => parts(stream).length === 1)
    assert.equal(topic.figure, 'first')
    topic.figure = 'second'
    for (const stream of streams) await until('the change is sent', () => parts(stream).length === 2)
    const before = topic.asked
    stopping.abort()
    await Promise.all(streams.map(({ ended }) => ended))
    await new Promise((resolve) => setTimeout(resolve, 10 * LOOK_MS))
    assert.ok(topic.asked <= before + 1, `asked ${topic.asked - before} times for nobody`)
  })

  it('begins not where there is nothing to see, and ends when what it shows is gone', async (t) => {
    const { topic, listen } = await open(t)
    assert.equal((await listen('plugin/other')).status, 404)
    assert.equal((await listen('plugin/ticker?of=nothing')).status, 404)
    const stream = await listen('plugin/ticker')
    topic.gone = true
    await stream.ended
    assert.match(stream.text, /^event: end$/m)
  })

  it('has so many streams for each session, and none while the server stops', async (t) => {
    const { stopping, listen } = await open(t)
    for (let n = 0; n < 8; n += 1) assert.equal((await listen(`plugin/ticker?of=${n}`)).status, 200)
    assert.equal((await listen('plugin/ticker?of=more')).status, 429)
    assert.equal((await listen('plugin/ticker?of=more', 'bob')).status, 200)
    stopping.abort()
    assert.equal((await listen('plugin/ticker')).status, 429)
  })

  const ENDINGS: readonly [string, string, (userId: string) => Promise<unknown>][] = [
    ['session', 'bob', (id) => test.deps.transaction((tx) => tx('sessions').where({ user_id: id }).delete())],
    ['role', 'cyd', (userId) => revokeOperator(test.deps, { userId }, cli)],
    ['account', 'dan', (userId) => blockUser(test.deps, { userId }, cli)],
  ]
  for (const [what, who, end] of ENDINGS)
    it(`ends with the ${what} of who looks at it, and goes on for others`, async (t) => {
      const { topic, listen } = await open(t)
      const [stream, other] = [await listen('plugin/ticker', who), await listen('plugin/ticker')]
      await until('all parts are sent', () => parts(stream).length === 1)
      await end(await idOf(who))
      await stream.ended
      topic.figure = 'secret'
      await until('the change is sent', () => parts(other).length === 2)
      assert.doesNotMatch(stream.text, /secret/)
    })
})

describe('the stream of a console page', () => {
  it('is shut to strangers and to users without a role', async (t) => {
    const test = await openTestApp()
    t.after(() => test.close())
    await register(test.app, 'ann')
    const ann = await givePassword(test.app, 'ann')
    assert.equal((await ann.get('/console/live/core/overview')).status, 403)
    await ann.submit('/logout', {})
    assert.equal((await ann.get('/console/live/core/overview')).status, 303)
    const opa = await signedInOperator(test)
    assert.equal((await opa.get('/console/live/core/nothing')).status, 404)
    assert.match(
      (await opa.get('/console?span=day')).text,
      /data-stream="\/console\/live\/core\/overview\?span=day"/,
    )
  })
})
