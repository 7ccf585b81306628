import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { before, describe, it } from 'node:test'
import { newSecret, signatureHeaders } from '../../plugins/webhooks/sending/sign.ts'
import { type Api, apiOf } from '../support/api.ts'
import { freePort, ROOT } from '../support/child.ts'
import { suiteScope } from '../support/scope.ts'
import { type Server, startServer } from '../support/server.ts'
import { until } from '../support/wait.ts'

/** How each example is run; those whose runtime is not here are left out, and said so. */
const RUNTIMES: readonly (readonly [language: string, command: string, args: readonly string[]])[] = [
  ['Node', process.execPath, ['receiver.mjs']],
  ['Python', 'python3', ['receiver.py']],
  ['Go', 'go', ['run', 'receiver.go']],
  ['Java', 'java', ['Receiver.java']],
]
const isHere = (command: string): boolean => {
  const { error } = spawnSync(command, [command === 'go' ? 'version' : '--version'])
  return error === undefined
}
const here = RUNTIMES.filter(([, command]) => isHere(command))

describe('the example receivers, at real POSTs', () => {
  const scope = suiteScope()
  let server: Server
  let api: Api
  before(async () => {
    server = await startServer(scope, { GATEPOST_WEBHOOK_ALLOW: '127.0.0.1' })
    const key = (await server.cli('key', 'create', '--name', 'receivers')).trim().split(/\s+/).at(-1) ?? ''
    api = apiOf(server.url, key)
  })

  it('include one whose runtime is here', (t) => {
    const missing = RUNTIMES.filter((runtime) => !here.includes(runtime)).map(([language]) => language)
    if (missing.length > 0) t.diagnostic(`not run, since their runtime is not here: ${missing.join(', ')}`)
    assert.ok(here.some(([language]) => language === 'Node'))
  })

  for (const [language, command, args] of here)
    it(`${language}: takes each event of a server once, with either secret of a rotation, and nothing else`, async () => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}/hooks/gatepost`
      const { id, secret } = await api.createWebhook({ name: language, url, events: ['user.*'] })
      const printed = run(command, args, { PORT: String(port), GATEPOST_SECRET: `${newSecret()}, ${secret}` })
      scope.after(printed.end)
      await until(`${language} is ready`, () => printed.lines().includes('ready'), { timeoutMs: 60_000 })

      await api.call('POST', '/users', { username: `${language.toLowerCase()}-žofie`, name: 'Žofie 名前 🙂' })
      const taken = () => printed.lines().filter((line) => line.startsWith('new evt_'))
      await until(`${language} took two events`, () => taken().length === 2)
      await api.call('POST', `/webhooks/${id}/rotate-secret`)
      await api.call('POST', `/webhooks/${id}/test`)
      await until(
        `${language} took the ping, signed by the new and the old secret`,
        () => taken().length === 3,
      )
      const owed = await api.list(`/deliveries?endpoint=${id}`)
      assert.equal(owed.length, 3)

      const body = JSON.stringify({
        type: 'ping',
        id: 'evt_again',
        timestamp: new Date().toISOString(),
        sequence: null,
        data: { message: 'ž' },
      })
      const post = async (secret: string, at = Date.now(), sent = body) => {
        const headers = signatureHeaders([secret], 'evt_again', at, body)
        return (await fetch(url, { method: 'POST', body: sent, headers })).status
      }
      assert.equal(await post(newSecret()), 401)
      assert.equal(await post(secret, Date.now() - 400_000), 401)
      assert.equal(await post(secret, Date.now(), body.replace('ž', 'z')), 401)
      assert.equal((await fetch(url, { method: 'POST', body })).status, 401)
      assert.ok((await post(secret)) < 300 && (await post(secret)) < 300)
      await until(`${language} tells the repeat`, () => printed.lines().includes('repeat evt_again'))
      assert.equal(printed.lines().filter((line) => line === 'new evt_again').length, 1)
      assert.equal(taken().length, 4)
    })
})

/** Runs an example in its folder; answers what it has printed. */
function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): { lines(): string[]; end(): void } {
  const { PATH, HOME } = process.env
  const child = spawn(command, [...args], {
    cwd: `${ROOT}examples/receivers`,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own: `go run` starts the program as a child, which would outlive it and hold the output open.
    detached: true,
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }
  return { lines: () => text.split('\n'), end }
}
