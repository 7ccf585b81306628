import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { EventData } from 'gatepost/receiver'
import type { z } from 'zod'
import type { WEBHOOK_EVENTS } from '../../plugins/webhooks/events.ts'
import type { CORE_EVENTS } from '../../src/domain/event-catalogue.ts'
import { ROOT } from '../support/child.ts'
import { type Import, readImports, readSources } from '../support/imports.ts'
import { makeFolder, removeFolder } from '../support/temp.ts'

/** A receiver as somebody else writes one; `switch` and `if` know the data of each type. */
const PROGRAM = `
import { createMemory, judgeEvent, receiveEvents, type GatepostEvent } from 'gatepost/receiver'
const memory = createMemory()
function nameOf(event: GatepostEvent): string | null {
  if (event.type === 'user.updated') return event.data.user.name
  if (event.type === 'ping') return event.data.message
  return null
}
export const door = receiveEvents({
  secrets: 'whsec_' + 'A'.repeat(32),
  async take(event) {
    return { verdict: await judgeEvent(memory, event), name: nameOf(event) }
  },
})
`

/** A project of its own that has this package installed, and what the compiler says of its files. */
function makeProject(files: Readonly<Record<string, string>>): { folder: string; said: string } {
  const folder = makeFolder()
  mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true })
  symlinkSync(ROOT, join(folder, 'node_modules', 'gatepost'))
  symlinkSync(join(ROOT, 'node_modules', '@types', 'node'), join(folder, 'node_modules', '@types', 'node'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  const flags = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node']
  const args = [tsc, ...flags, ...Object.keys(files)]
  return { folder, said: spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).stdout }
}

describe('the entry gatepost/receiver', () => {
  const reach = new Map<string, Import[]>()
  const sources = readSources(ROOT, ['src/receiver'], [])
  const walk = (file: string) => {
    if (reach.has(file)) return
    const imports = readImports(file, sources.get(file) ?? assert.fail(`${file} is outside the kit`))
    reach.set(file, imports)
    for (const one of imports) if (one.file) walk(one.file)
  }

  it('needs its own files, Node and standardwebhooks, and nothing of the server', () => {
    walk('src/receiver/index.ts')
    const packages = [...reach.values()].flat().flatMap(({ npm }) => npm ?? [])
    assert.deepEqual([...new Set(packages)], ['standardwebhooks'])
    assert.deepEqual([...reach.keys()].sort(), [...sources.keys()].sort())
  })

  it('lets a TypeScript program read what each event has and nothing else, and runs as JavaScript', (t) => {
    const wrong = PROGRAM.replace('event.data.message', 'event.data.user')
    const { folder, said } = makeProject({ 'door.ts': PROGRAM, 'wrong.ts': wrong })
    t.after(() => removeFolder(folder))
    assert.match(said, /^wrong\.ts\(6,\d+\): error TS2339: Property 'user' does not exist.*\n$/)
    const run = spawnSync(process.execPath, ['door.js'], { cwd: folder, encoding: 'utf8' })
    assert.deepEqual([run.status, run.stderr], [0, ''])
  })

  it('has the types that the schemas of the catalogue have', () => {
    type Catalogue = typeof CORE_EVENTS & typeof WEBHOOK_EVENTS
    type Checked = { readonly [T in keyof Catalogue]: z.infer<Catalogue[T]['data']> }
    // Compiles in both directions, or the step "types" fails.
    const outward = (data: Checked): EventData => data
    const inward = (data: keyof EventData): keyof Checked => data
    assert.deepEqual([outward.length, inward('ping')], [1, 'ping'])
  })
})
