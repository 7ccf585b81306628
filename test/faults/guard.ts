import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT, startNode } from '../support/child.ts'
import { until } from '../support/wait.ts'
import type { Fault } from './fault.ts'

const group = 'Address guard'

/** Ways to write an address that no event may go to; the allow-list of the suite holds 127.0.0.1 alone. */
const FORBIDDEN = [
  'http://127.0.0.2/hook',
  'http://127.2/hook',
  'http://2130706434/hook',
  'http://0x7f000002/hook',
  'http://0177.0.0.2/hook',
  'http://0/hook',
  'http://0.0.0.0/hook',
  'http://10.0.0.1/hook',
  'http://10.1/hook',
  'http://172.16.0.1/hook',
  'http://192.168.1.1/hook',
  'http://100.64.0.1/hook',
  'http://198.18.0.1/hook',
  'http://169.254.169.254/latest/meta-data',
  'http://[::]/hook',
  'http://[::1]/hook',
  'http://[::ffff:10.0.0.1]/hook',
  'http://[::ffff:a00:1]/hook',
  'http://[64:ff9b::a00:1]/hook',
  'http://[2002:a00:1::]/hook',
  'http://[fd00::1]/hook',
  'http://[fe80::1]/hook',
  'http://127.0.0.2./hook',
  'http://user:word@10.0.0.1/hook',
  'http://1０.0.0.1/hook',
  'ftp://example.org/hook',
  'file:///etc/passwd',
]

export const forbidden: Fault = {
  group,
  name: 'addresses that no event may go to',
  async play(stage) {
    const oa = await stage.endpoint('oa')
    const edited = await stage.endpoint('edited', { fields: { enabled: false } })
    const wrong: string[] = []
    const urls = [...FORBIDDEN, `${stage.surroundings.forbidden.url}/hook`]
    for (const url of urls) {
      const made = await stage.ask('POST', '/webhooks', { name: 'Forbidden', url, events: ['user.*'] })
      for (const { status, body } of [made, await edited.edit({ url })]) {
        const fields = (body as { errors?: { field: string }[] }).errors?.map(({ field }) => field)
        if (status < 400 || status >= 500 || !fields?.includes('url'))
          wrong.push(`${url} was answered ${status} ${JSON.stringify(fields)}`)
      }
    }
    if (wrong.length > 0) throw new Error(wrong.join('; '))
    await stage.people.register(1)
    await stage.still()
    const tests = await unitTests()
    return {
      endpoints: [oa.id],
      note: `${urls.length} ways to write one were refused at the field; ${tests.passed} tests of the guard passed, ${tests.failed} failed`,
      also: [
        ...wrong,
        ...(tests.failed === 0 && tests.passed > 0 ? [] : ['the tests of the guard do not pass']),
      ],
    }
  },
}

/** The guard's own tests: the resolver that changes its mind, mixed answers, the socket's address, the allow-list. */
async function unitTests(): Promise<{ passed: number; failed: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'gatepost-test-'))
  const counts = join(folder, 'counts.jsonl')
  const files = ['sending/guard', 'sending/guarded-agent', 'endpoint/allow-list'].map((name) =>
    join(ROOT, 'test', 'plugins', 'webhooks', `${name}.test.ts`),
  )
  try {
    const child = startNode([
      ...['--conditions=source', '--import', 'tsx', '--test'],
      `--test-reporter=${pathToFileURL(join(ROOT, 'scripts', 'test-counts.mjs'))}`,
      `--test-reporter-destination=${counts}`,
      ...files,
    ])
    await until('the tests of the guard end', () => child.ended() !== undefined, { timeoutMs: 120_000 })
    const lines = readFileSync(counts, 'utf8').split('\n').filter(Boolean)
    const outcomes = lines.flatMap((line) => (JSON.parse(line) as { outcome?: string }).outcome ?? [])
    return {
      passed: outcomes.filter((outcome) => outcome === 'passed').length,
      failed: outcomes.filter((outcome) => outcome !== 'passed').length,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const guards: readonly Fault[] = [forbidden]
