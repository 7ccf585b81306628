import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { faultOf } from './support/floors.ts'
import { findCycles, type Import, readImports, readSources } from './support/imports.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['src', 'plugins', 'views', 'examples', 'scripts', 'test']
const files = ['knexfile.ts'].filter((file) => existsSync(join(root, file)))
const sources = readSources(root, folders, files)

function importsOf(all: Iterable<readonly [string, string]>): Import[] {
  return [...all].flatMap(([file, source]) => readImports(file, source))
}

function faultsOf(all: readonly Import[]): string[] {
  return all.map(faultOf).filter((fault) => fault !== undefined)
}

const imports = importsOf(sources)

describe('floors', () => {
  it('sees the imports of every part of the tree', () => {
    assert.ok(sources.size > 50, `only ${sources.size} files were read`)
    for (const part of ['src/hooks/', 'src/db/', 'views/', 'plugins/']) {
      const known = imports.some(({ from, file }) => from.startsWith(part) && file !== undefined)
      assert.ok(known, `no import was found below ${part}`)
    }
  })

  it('lets a part import only the parts below it', () => {
    assert.deepEqual(faultsOf(imports), [])
  })

  it('has no circle of imports', () => {
    assert.deepEqual(findCycles(imports), [])
  })

  it('imports only files that are there', () => {
    const missing = imports.filter(({ file }) => file !== undefined && !existsSync(join(root, file)))
    assert.deepEqual(
      missing.map(({ from, line, specifier }) => `${from}:${line} imports ${specifier}`),
      [],
    )
  })
})

describe('the check of the floors', () => {
  const refused: readonly [what: string, file: string, source: string, fault: string][] = [
    [
      'a plugin that imports the host by a path',
      'plugins/webhooks/extra.ts',
      "import { systemClock } from '../../src/lib/clock.ts'",
      'plugins/webhooks/extra.ts:1 (plugins/webhooks) imports ../../src/lib/clock.ts (lib)',
    ],
    [
      'a plugin that imports the contract by a path instead of its name',
      'plugins/webhooks/extra.ts',
      "export { faultPoint } from '../../src/hooks/contract.ts'",
      'plugins/webhooks/extra.ts:1 (plugins/webhooks) imports ../../src/hooks/contract.ts (hooks/contract)',
    ],
    [
      'a plugin that imports another plugin',
      'plugins/genauth/extra.ts',
      "import '#gatepost'\nimport { sign } from '../webhooks/sign.ts'",
      'plugins/genauth/extra.ts:2 (plugins/genauth) imports ../webhooks/sign.ts (plugins/webhooks)',
    ],
    [
      'a type import',
      'src/domain/extra.ts',
      "import type { Tx } from '../db/database.ts'",
      'src/domain/extra.ts:1 (domain) imports ../db/database.ts (db)',
    ],
    [
      'an import type in an annotation',
      'src/usecases/extra.ts',
      "\nexport type Tx = import('../db/database.ts').Tx",
      'src/usecases/extra.ts:2 (usecases) imports ../db/database.ts (db)',
    ],
    [
      'a dynamic import',
      'src/http/extra.ts',
      "export const later = () => import('../repositories/log.ts')",
      'src/http/extra.ts:1 (http) imports ../repositories/log.ts (repositories)',
    ],
    [
      'a require',
      'src/lib/extra.ts',
      "const event = require('../domain/event.ts')",
      'src/lib/extra.ts:1 (lib) imports ../domain/event.ts (domain)',
    ],
    [
      'a require made on the spot',
      'src/lib/extra.ts',
      "const event = createRequire(import.meta.url)('../domain/event.ts')",
      'src/lib/extra.ts:1 (lib) imports ../domain/event.ts (domain)',
    ],
    [
      'a module named by a computed text',
      'src/http/extra.ts',
      'export const load = (name: string) => import(name)',
      'src/http/extra.ts:1 names a module by something other than plain text',
    ],
    [
      'the hook layer beside its contract, for the pages',
      'src/http/extra.ts',
      "import { announcer } from '../hooks/announce.ts'",
      'src/http/extra.ts:1 (http) imports ../hooks/announce.ts (hooks)',
    ],
    [
      'an example that imports the server',
      'examples/oa-receiver/extra.js',
      "import { systemClock } from '../../src/lib/clock.ts'",
      'examples/oa-receiver/extra.js:1 (examples/oa-receiver) imports ../../src/lib/clock.ts (lib)',
    ],
    [
      'a database driver outside db',
      'src/repositories/extra.ts',
      "import sqlite3 from 'sqlite3'",
      'src/repositories/extra.ts:1 imports the package sqlite3, which is kept to db',
    ],
  ]
  for (const [what, file, source, fault] of refused) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(faultsOf([...imports, ...importsOf([[file, source]])]), [...faultsOf(imports), fault])
    })
  }

  it('finds a circle, also one of types alone', () => {
    const all = importsOf([
      ['src/lib/a.ts', "import { b } from './b.ts'"],
      ['src/lib/b.ts', "export * from './c.ts'"],
      ['src/lib/c.ts', "export type A = import('./a.ts').A"],
    ])
    assert.deepEqual(findCycles(all), ['src/lib/a.ts → src/lib/b.ts → src/lib/c.ts → src/lib/a.ts'])
  })
})
