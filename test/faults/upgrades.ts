import { setTimeout as pause } from 'node:timers/promises'
import { readRows } from '../support/rows.ts'
import { copyBuild, NEXT_RELEASE } from './build.ts'
import type { Fault } from './fault.ts'
import { says, startNodes, withTraffic } from './several.ts'

const group = 'Several nodes'
const on = 'PostgreSQL'

/** Old and new side by side over one migration that only adds. */
export const rollingUpgrade: Fault = {
  group,
  on,
  name: 'a rolling upgrade: three nodes of two releases on one database',
  async play(stage) {
    await stage.endpoint('oa', { manners: [{ delayMs: 30 }] })
    const others = await startNodes(stage, 2)
    const next = copyBuild(stage.scope, NEXT_RELEASE, stage.surroundings.root)
    await withTraffic(stage, async () => {
      for (const node of [...others, stage.server]) {
        await pause(1500)
        await node.stop()
        await node.start({}, next)
      }
      await pause(1000)
    })
    await stage.still()
    const [row] = await readRows(
      stage.server.file,
      'select count(next_release) as n from webhooks_deliveries',
    )
    return { also: says([[Number(row?.n) > 0, 'the migration of the next release was not run']]) }
  },
}

/** Everything that waits goes along, and goes out from there: once. */
export const movedOver: Fault = {
  group,
  on,
  name: 'moved from SQLite with deliveries waiting',
  settings: { DATABASE_URL: '' },
  async play(stage) {
    const { server } = stage
    const oa = await stage.endpoint('oa', { manners: [{ status: 503 }] })
    await stage.endpoint('well')
    await stage.people.register(20)
    await stage.people.renameAll(2)
    await stage.arrived(40)
    await pause(500)
    const early = await server.cli('migrate', '--to', server.file).catch(String)
    await server.stop()
    const words = await server.cli('migrate', '--to', server.file)
    const again = await server.cli('migrate', '--to', server.file).catch(String)
    const [row] = await readRows(
      server.file,
      `select count(*) as n from webhooks_deliveries where state in ('held', 'pending')`,
    )
    const waiting = Number(row?.n)
    await oa.script({})
    await server.start({ DATABASE_URL: server.file })
    await stage.people.renameAll()
    await stage.still()
    return {
      also: says([
        [/Another Gatepost server is running/.test(early), `beside the server it said: ${early}`],
        [/^webhooks_deliveries: \d+ rows/m.test(words), `it said: ${words}`],
        [/There is no SQLite installation/.test(again), `the second time it said: ${again}`],
        [waiting > 0, 'nothing waited when it was moved'],
      ]),
    }
  },
}
