import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runNode } from '../support/child.ts'
import { temporaryFolder } from '../support/temp.ts'
import { until } from '../support/wait.ts'
import { copyBuild, NEXT_RELEASE, WITHOUT_PLUGINS } from './build.ts'
import type { Fault } from './fault.ts'
import type { Stage } from './stage.ts'

const group = 'Crash and storage'

export const twoServers: Fault = {
  group,
  name: 'a second server on the same file',
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

/** A small file system in memory; undefined where this user may not mount one. */
function mountSmall(folder: string, megabytes: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

let smallDisk: string | undefined

/** Whether this user may mount a file system, which a full disk needs. */
export function canFillDisk(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  return true
}

export const diskFull: Fault = {
  group,
  name: 'the disk is full, and then has room again',
  async prepare(scope) {
    const folder = temporaryFolder(scope)
    if (!mountSmall(folder, 24)) throw new Error('no file system could be mounted')
    scope.after(() => void execFileSync('umount', ['-l', folder]))
    smallDisk = folder
    const data = join(folder, 'data')
    mkdirSync(data, { mode: 0o700 })
    return data
  },
  async play(stage) {
    await stage.endpoint('oa', { manners: [{ delayMs: 100 }] })
    await stage.people.register(10)
    const changes = stage.people.renameAll(3)
    const refused = await fillDisk(stage)
    rmSync(join(smallDisk ?? '', 'filler'))
    await changes
    await stage.still()
    return {
      repeats: 80,
      unrecorded: 80,
      also: refused ? [] : ['no change was refused while the disk was full'],
    }
  },
}

/** Takes what room there is until a change is refused; a refusal must be an answer, not a crash. */
async function fillDisk(stage: Stage): Promise<boolean> {
  const folder = smallDisk ?? ''
  const { bavail, bsize } = statfsSync(folder)
  let room = bavail * bsize
  const filler = join(folder, 'filler')
  while (room > 0) {
    try {
      writeFileSync(filler, Buffer.alloc(Math.min(room, 1_000_000)), { flag: 'a' })
      room -= 1_000_000
    } catch {
      break
    }
  }
  return until(
    'a change is refused',
    async () => {
      // A long name, so that the file has to grow.
      const { status } = await stage.ask('POST', '/users', {
        name: 'x'.repeat(900),
        username: `full-${Date.now()}`,
      })
      return status >= 500
    },
    { timeoutMs: 60_000, everyMs: 5 },
  )
}

export const pluginAway: Fault = {
  group,
  name: 'the plugin is taken away for a while and added back',
  async play(stage) {
    const oa = await stage.endpoint('oa', { manners: [{ status: 500 }, { status: 500 }, {}] })
    await stage.people.register(5)
    await stage.server.stop()
    const seen = (await oa.arrivals()).length
    await stage.server.start({}, copyBuild(stage.scope, WITHOUT_PLUGINS))
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
    const inFlight = await stage.leased()
    await stage.server.kill()
    await oa.script({})
    await stage.server.start({}, copyBuild(stage.scope, NEXT_RELEASE))
    await stage.people.renameAll()
    await stage.still()
    return {
      repeats: 0,
      unrecorded: 10,
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
    for (let round = 0; round < 5; round++) {
      await stage.server.kill()
      const starting = stage.server.start()
      await pause(150 * (round + 1))
      await stage.server.kill()
      await starting
    }
    await stage.server.start()
    await stage.still()
    const left = readdirSync(stage.server.data).filter((name) => name.endsWith('-journal'))
    return { repeats: 200, unrecorded: 200, also: left.map((name) => `${name} was left behind`) }
  },
}

export const storage: readonly Fault[] = [
  restartedOften,
  twoServers,
  ...(canFillDisk() ? [diskFull] : []),
  migrated,
  pluginAway,
]
