import { setTimeout as pause } from 'node:timers/promises'
import { visitorOf } from '../support/visitor.ts'
import { until } from '../support/wait.ts'
import type { Fault } from './fault.ts'
import { percentile } from './percentile.ts'
import type { Stage } from './stage.ts'

const PASSWORD = 'seven quiet lanterns hum'
const PEOPLE = 5
/** Between two sign-ins: a busy door, and a machine with two cores that is not full. */
const BETWEEN_MS = 100

export interface ImportSize {
  /** Users of all files together. */
  readonly users: number
  /** How often the undisturbed stretch and an import take turns. */
  readonly turns: number
  /** Of each undisturbed stretch. */
  readonly quietMs: number
  /** Whether the times are held against each other, or only told. */
  readonly timed: boolean
}

/** Stretches with and without an import take turns, so that a slow machine is slow in both. */
export const importBesideSignIns = ({ users, turns, quietMs, timed }: ImportSize): Fault => ({
  group: 'Fairness and load',
  name: `${users.toLocaleString('en')} users imported in ${turns} files while people sign in`,
  async play(stage) {
    const oa = await stage.endpoint('oa', { events: ['user.registered'] })
    for (let n = 0; n < PEOPLE; n++)
      await stage.ask('POST', '/users', { username: `door-${n}`, password: PASSWORD })
    await stage.still()
    const times: { readonly during: boolean; readonly ms: number }[] = []
    let during = false
    const over = new AbortController()
    const faults: string[] = []
    const door = (async () => {
      for (let turn = 0; !over.signal.aborted; turn++) {
        const beside: boolean = during
        const began = performance.now()
        const login = `door-${turn % PEOPLE}`
        const status = await signIn(stage, login)
        if (status !== 303) faults.push(`a sign-in was answered ${status}`)
        if (beside === during) times.push({ during: beside, ms: performance.now() - began })
        await pause(BETWEEN_MS)
      }
    })()
    const each = Math.ceil(users / turns)
    for (let turn = 0; turn < turns; turn++) {
      await pause(quietMs)
      during = true
      const created = await imported(stage, await upload(stage, `t${turn}-`, each))
      during = false
      if (created !== each) faults.push(`${created} of ${each} users came in`)
      const sent = PEOPLE + each * (turn + 1)
      await until('the import has arrived', async () => (await oa.count()) >= sent, {
        timeoutMs: 300_000,
        everyMs: 500,
      })
    }
    over.abort()
    await door
    await stage.still({ timeoutMs: 300_000 })
    const p95Of = (which: boolean) =>
      percentile(times.filter((one) => one.during === which).map(({ ms }) => ms))
    const p95 = { quiet: p95Of(false), disturbed: p95Of(true) }
    const count = times.filter((one) => one.during).length
    return {
      note: `sign-ins p95 ${p95.quiet} ms undisturbed, ${p95.disturbed} ms beside it (${count} of ${times.length} beside it)`,
      also: faults.slice(0, 3),
      ...(timed ? { p95 } : {}),
    }
  },
})

/** Every line once, whichever step the process dies at. */
export const importKilled: Fault = {
  group: 'Crash and storage',
  name: 'SIGKILL while an import writes, four times',
  async play(stage) {
    await stage.endpoint('oa', { events: ['user.registered'] })
    const users = 1200
    let underWay = 0
    await stage.server.stop()
    await stage.server.start({ GATEPOST_FAULT: 'import-slice:2' })
    const id = await upload(stage, 'k-', users)
    for (const passing of [3, 2, 3]) {
      underWay += await stage.died('import-slice')
      // Others wait until the dead one's lease is over.
      stage.server.moveTo(stage.server.now() + 16_000)
      await stage.server.start({ GATEPOST_FAULT: `import-slice:${passing}` })
    }
    underWay += await stage.died('import-slice')
    stage.server.moveTo(stage.server.now() + 16_000)
    await stage.server.start()
    const created = await imported(stage, id)
    await stage.still()
    return {
      repeats: underWay,
      unrecorded: underWay,
      also: created === users ? [] : [`${created} of ${users} users came in`],
    }
  },
}

/** 0 when there was no answer in time: a sign-in that failed, and not the end of the run. */
async function signIn(stage: Stage, login: string): Promise<number> {
  const visitor = visitorOf(stage.server.url)
  return visitor.submit('/login', { login, password: PASSWORD }).then(
    ({ status }) => status,
    () => 0,
  )
}

/** Sends a file of so many users; answers the import's id. It goes on by itself. */
async function upload(stage: Stage, prefix: string, users: number): Promise<string> {
  const lines = Array.from(
    { length: users },
    (_, n) => `${prefix}${n},${prefix}${n}@example.org,Person ${n},E-${prefix}${n}`,
  )
  const answer = await fetch(`${stage.server.url}/api/v1/user-imports?dryRun=false`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.key}`, 'content-type': 'text/csv' },
    body: `username,email,name,externalId\n${lines.join('\n')}\n`,
  })
  if (answer.status !== 202)
    throw new Error(`the import was answered ${answer.status}: ${await answer.text()}`)
  return ((await answer.json()) as { id: string }).id
}

/** Waits for its end, and answers how many users came in. */
async function imported(stage: Stage, id: string): Promise<number> {
  const one = await until(
    'the import is done',
    async () => {
      const { body } = await stage.ask('GET', `/user-imports/${id}`)
      const view = body as { state: string; created: number } | undefined
      return view?.state === 'done' && view
    },
    { timeoutMs: 300_000, everyMs: 200 },
  )
  return one.created
}
