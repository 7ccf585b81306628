import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Api, apiOf } from '../support/api.ts'
import { type Child, freePort, programOf, runNode, startNode } from '../support/child.ts'
import { type Line, layLine } from '../support/cut-line.ts'
import { suiteScope } from '../support/scope.ts'
import { type Server, startServer } from '../support/server.ts'
import { until } from '../support/wait.ts'

interface Took {
  readonly type: string
  readonly position: number
  readonly test: boolean
  readonly marked: boolean
  readonly user: string | null
}

describe('events on a developer’s machine', () => {
  const scope = suiteScope()
  const standIns: Child[] = []
  let server: Server
  let api: Api
  let key: string
  let line: Line
  let listener: Child
  let port: number
  let secret: string
  before(async () => {
    server = await startServer(scope)
    const word = async (...args: string[]) =>
      (await server.cli('key', 'create', '--name', 'journey', ...args)).trim().split(/\s+/).at(-1) ?? ''
    api = apiOf(server.url, await word())
    key = await word('--scope', 'events:read')
    line = await layLine(scope, server.port)
    port = await freePort()
    const forward = ['--forward-to', `http://127.0.0.1:${port}/hooks`, '--types', 'user.registered']
    listener = gatepost('listen', '--url', line.url, ...forward)
    scope.after(() => listener.end('SIGKILL'))
    scope.after(async () => {
      for (const child of standIns) await child.end('SIGKILL')
    })
    const printed = await listener.printed(/made for this run: (whsec_\S+)/)
    secret = printed[1] ?? ''
    await listener.printed(/Connected/)
  })

  const gatepost = (...args: readonly string[]) =>
    startNode([...programOf('dist/src/cli.js'), ...args], { GATEPOST_API_KEY: key })
  const startStandIn = async (own = secret) => {
    const child = startNode(programOf('test/support/stand-in-process.ts'), {
      PORT: String(port),
      SECRET: own,
    })
    standIns.push(child)
    await child.printed(/stand-in ready/)
    return child
  }
  /** Everything that the developer's program has taken, over its restarts. */
  const took = (): Took[] =>
    standIns.flatMap((child) =>
      [...child.output().matchAll(/^took (.*)$/gm)].map(([, text]) => JSON.parse(text ?? '')),
    )
  const people = async (...names: readonly string[]) => {
    for (const username of names)
      await api.call('POST', '/users', { username, password: 'a laptop beside the server' })
  }
  const arrived = (...names: readonly string[]) =>
    until(
      `${names.join(', ')} arrived`,
      () => names.every((name) => took().some(({ user }) => user === name)),
      {
        timeoutMs: 30_000,
      },
    )

  it('wait until the program is there, and are verified by the secret of this run', async () => {
    await people('ann')
    await listener.printed(/does not answer\. The event waits/)
    await startStandIn()
    await arrived('ann')
  })

  it('can be triggered: a test that says so itself, and that no user stands behind', async () => {
    const { code, output } = await runNode(
      [...programOf('dist/src/cli.js'), 'trigger', '--url', server.url, 'user.registered'],
      {
        GATEPOST_API_KEY: key,
      },
    )
    assert.equal(code, 0, output)
    await until('the test arrived', () => took().some(({ test }) => test))
    const tests = took().filter(({ test }) => test)
    assert.deepEqual(
      tests.map(({ type, marked }) => [type, marked]),
      [['user.registered', true]],
    )
    await listener.printed(/user\.registered \(test\) {2}evt_\w+ {2}200/)
  })

  it('are not lost when the connection is cut, nor sent twice', async () => {
    await people('bob')
    line.cut()
    await listener.printed(/The connection is lost/)
    await people('cyd', 'dan', 'eve')
    line.mend()
    await arrived('bob', 'cyd', 'dan', 'eve')
    await listener.printed(/Connected again; going on after position \d+/)
  })

  it('are not lost when the server is killed', async () => {
    await server.kill()
    await server.restart()
    await people('fay', 'gus')
    await arrived('fay', 'gus')
  })

  it('are not lost when the program is restarted, and are signed by no other secret', async () => {
    // What the program took is sent again, and rightly so, when it dies before its answer is back.
    const answers = () => [...listener.output().matchAll(/ {2}evt_\w+ {2}200/g)].length
    await until('its answers are back', () => answers() >= took().length)
    await standIns.at(-1)?.end('SIGKILL')
    await people('hal')
    const stranger = await startStandIn(`whsec_${Buffer.alloc(32, 9).toString('base64')}`)
    await stranger.printed(/refused signature/)
    // Its answer has to be back as well: without one the event would be sent again, and rightly so.
    await listener.printed(/user\.registered {2}evt_\w+ {2}4\d\d/)
    await stranger.end('SIGKILL')
    await startStandIn()
    await people('ida')
    await arrived('ida')
  })

  it('all came once and in order', () => {
    const positions = took().map(({ position }) => position)
    assert.deepEqual(
      positions,
      [...new Set(positions)].sort((a, b) => a - b),
    )
    const real = took().filter(({ test }) => !test)
    assert.deepEqual(
      real.map(({ user }) => user),
      ['ann', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gus', 'ida'],
    )
  })

  it('leave a record of who listened, and the secret stands nowhere on the server', async () => {
    await listener.end('SIGINT')
    assert.equal(listener.ended(), 0, listener.output())
    const log = await api.call('GET', '/events?types=listener.*&limit=1000')
    const text = JSON.stringify(log)
    assert.match(text, /listener\.opened.*forwardTo.*\/hooks.*listener\.closed/s)
    assert.equal((server.output() + text).includes(secret), false)
  })

  it('do not come to a key that may not read them, and the command says so', async () => {
    const printed = await server.cli('key', 'create', '--name', 'other', '--scope', 'users:read')
    const other = printed.trim().split(/\s+/).at(-1) ?? ''
    const args = [
      ...programOf('dist/src/cli.js'),
      'listen',
      '--url',
      server.url,
      '--forward-to',
      'http://127.0.0.1:1',
    ]
    const { code, output } = await runNode(args, { GATEPOST_API_KEY: other })
    assert.deepEqual([code, output], [1, 'This key lacks the scope events:read.\n'])
  })

  it('go to no address that nothing can be sent to, and the command says so at once', async () => {
    for (const [address, words] of [
      ['localhost:4000', /Write an address that begins with http/],
      ['http://ann:word@localhost:4000/', /Leave out the user name and the password/],
    ] as const) {
      const args = [...programOf('dist/src/cli.js'), 'listen', '--url', server.url, '--forward-to', address]
      const { code, output } = await runNode(args, { GATEPOST_API_KEY: key })
      assert.equal(code, 1, output)
      assert.match(output, words)
    }
  })
})
