import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runNode } from '../support/child.ts'
import { temporaryFolder } from '../support/temp.ts'
import { until } from '../support/wait.ts'
import { copyBuild, NEXT_RELEASE, WITHOUT_PLUGINS } from './build.ts'
import { type Fault, NotPlayable } from './fault.ts'

const group = 'Crash and storage'

export const twoServers: Fault = {
  group,
  name: 'a second server on the same file',
  on: 'SQLite',
  async play(stage) {
    await stage.endpoint('oa')
    await stage.people.register(5)
    const second = await runNode([join(stage.surroundings.root, 'dist/src/main.js')], {
      GATEPOST_DATA: stage.server.data,
      PORT: '0',
    })
    await stage.people.renameAll()
    await stage.still()
    const words = second.output.trim()
    return {
      also: [
        ...(second.code === 1 ? [] : [`the second server ended with ${second.code}`]),
        ...(/Another Gatepost server is running/.test(words) ? [] : [`it said: ${words}`]),
      ],
    }
  },
}

export const diskFull: Fault = {
  group,
  name: 'the disk is full, and then has room again',
  on: 'SQLite',
  async prepare(scope) {
    const folder = temporaryFolder(scope)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder], { stdio: 'ignore' })
    } catch {
      throw new NotPlayable('this user may not mount a small file system')
    }
    scope.after(() => void execFileSync('umount', ['-l', folder]))
    const data = join(folder, 'data')
    mkdirSync(data, { mode: 0o700 })
    return data
  },
  async play(stage) {
    await stage.endpoint('oa', { manners: [{ delayMs: 50 }] })
    await stage.people.register(10)
    // A write-ahead log that was large once is written over for a while without taking room.
    await stage.server.stop()
    await stage.server.start()
    const filler = join(stage.server.data, '..', 'filler')
    fill(filler)
    const changes = stage.people.renameAll(3)
    await until(
      'a change is refused',
      async () => (await stage.ask('POST', '/users', { username: `full-${Date.now()}` })).status >= 500,
      { timeoutMs: 60_000, everyMs: 5 },
    )
    const alive = (await fetch(`${stage.server.url}/healthz`)).status
    rmSync(filler)
    await changes
    await stage.still({ timeoutMs: 180_000 })
    return {
      repeats: 80,
      unrecorded: 80,
      also: alive === 200 ? [] : [`/healthz answered ${alive} while the disk was full`],
    }
  },
}

/** Takes all the room there is. */
function fill(file: string): void {
  for (const size of [1_000_000, 4096]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' })
    } catch {}
  }
}

export const pluginAway: Fault = {
  group,
  name: 'the plugin is taken away for a while and added back',
  async play(stage) {
    const oa = await stage.endpoint('oa', { manners: [{ status: 500 }, { status: 500 }, {}] })
    await stage.people.register(5)
    await stage.server.stop()
    const seen = (await oa.arrivals()).length
    await stage.server.start({}, copyBuild(stage.scope, WITHOUT_PLUGINS, stage.surroundings.root))
    await stage.people.register(5)
    await stage.people.renameAll(2)
    const meanwhile = (await oa.arrivals()).length - seen
    await stage.server.stop()
    await stage.server.start()
    await stage.people.register(2)
    await stage.still()
    return { also: meanwhile === 0 ? [] : [`${meanwhile} requests went out without the plugin`] }
  },
}

export const migrated: Fault = {
  group,
  name: 'a release with a migration takes over rows in flight',
  async play(stage) {
    const oa = await stage.endpoint('oa', { manners: [{ act: 'hang' }], fields: { maxInFlight: 10 } })
    await stage.people.register(15)
    await stage.arrived(5)
    const inFlight = await stage.kill()
    await oa.script({})
    await stage.server.start({}, copyBuild(stage.scope, NEXT_RELEASE, stage.surroundings.root))
    await stage.people.renameAll()
    await stage.still()
    return {
      repeats: 0,
      unrecorded: inFlight,
      also: inFlight > 0 ? [] : ['nothing was in flight when the release came'],
    }
  },
}

/** The write-ahead log of a killed server is there when the next one starts, and is not needed a second time. */
export const restartedOften: Fault = {
  group,
  name: 'killed five times in a row, before it was ready each time',
  async play(stage) {
    await stage.endpoint('oa', { manners: [{ delayMs: 30 }] })
    await stage.people.register(40)
    let underWay = await stage.kill()
    for (let round = 0; round < 5; round++) {
      const starting = stage.server.start()
      await pause(200 * (round + 1))
      underWay += await stage.kill()
      await starting
    }
    await stage.server.start()
    await stage.still()
    return { repeats: underWay, unrecorded: underWay }
  },
}

export const storage: readonly Fault[] = [restartedOften, twoServers, diskFull, migrated, pluginAway]
