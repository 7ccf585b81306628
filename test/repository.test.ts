import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { ROOT } from './support/child.ts'
import { partOf } from './support/floors.ts'
import { type Import, readImports, readSources } from './support/imports.ts'

const manifestSchema = z.object({
  license: z.string(),
  scripts: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
})
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
})
const manifest = manifestSchema.parse(JSON.parse(readText('package.json')))

/** Packages that no file imports, and what they are there for. */
const USED_OTHERWISE: Readonly<Record<string, string>> = {
  typescript: 'compiles dist, also where only the production packages are installed',
  '@biomejs/biome': 'the lint step',
  tsx: 'runs TypeScript in tests and in development',
  '@types/node': "types of Node's modules",
  '@tabler/icons': 'the drawings that views/partials/icon-paths.ts was made from',
}

/** Files that git knows or would add: what a clone holds. */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => existsSync(`${ROOT}${file}`) && lstatSync(`${ROOT}${file}`).isFile())
const texts = files.filter((file) => !/\.(png|jpe?g|ico|woff2?)$/.test(file) && file !== 'package-lock.json')

const sources = readSources(
  ROOT,
  ['src', 'plugins', 'views', 'examples', 'scripts', 'test'],
  files.filter((file) => file === 'knexfile.ts'),
)
const imports: Import[] = [...sources].flatMap(([file, source]) => readImports(file, source))
/** What runs where only the production packages are installed. */
const inProduction = ({ from }: Import) =>
  /^(src|plugins|views|examples)\//.test(from) || from === 'knexfile.ts'

function readText(file: string): string {
  return readFileSync(`${ROOT}${file}`, 'utf8')
}

/** Lines of all text files that hold the pattern, as `file:line`. */
function linesWith(pattern: RegExp, among: readonly string[] = texts): string[] {
  return among.flatMap((file) =>
    readText(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  )
}

describe('the repository', () => {
  it('names no folder of the machine that it was written on', () => {
    assert.deepEqual(linesWith(/(?<![\w.>}])\/(?:work|home|Users|root|tmp)\/[\w.-]/), [])
  })

  it('names no package registry, and locks packages without the address they came from', () => {
    assert.deepEqual(
      linesWith(/registry\.[n]pm|:\/\/[^\s/'"]*registry|_auth[T]oken/, texts.concat('package-lock.json')),
      [],
    )
    assert.deepEqual(linesWith(/"resolved":/, ['package-lock.json']), [])
  })

  it('silences no check and leaves nothing to do', () => {
    assert.deepEqual(
      linesWith(/biome-[i]gnore|@ts-(?:[i]gnore|expect-[e]rror|no[c]heck)|as unknown [a]s/),
      [],
    )
    assert.deepEqual(linesWith(/\b(?:T[O]DO|FIX[M]E|X[X]X)\b/), [])
  })

  it('runs every test that it holds', () => {
    const tests = files.filter((file) => /\.test\.tsx?$/.test(file))
    assert.ok(tests.length > 5)
    assert.deepEqual(linesWith(/\b(?:test|it|describe|suite)\.(?:skip|only|todo)\(/, tests), [])
    assert.deepEqual(
      tests.filter((file) => !file.startsWith('test/')),
      [],
    )
  })

  it('names files in kebab-case, by a noun or a deed', () => {
    const code = files.filter((file) => /\.(?:tsx?|m?js)$/.test(file))
    const odd = code.filter((file) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)+$/.test(basename(file)))
    const empty = code.filter((file) => /^(?:utils?|helpers?|common|manager)\./.test(basename(file)))
    assert.deepEqual([...odd, ...empty], [])
  })

  it('has the licence that package.json names', () => {
    assert.equal(manifest.license, 'MIT')
    assert.match(readText('LICENSE'), /^MIT License/)
  })

  it('tells only of commands that package.json has', () => {
    const pages = files.filter((file) => file.endsWith('.md') && !file.startsWith('examples/'))
    assert.ok(pages.includes('README.md'), 'README.md is missing')
    const told = pages.flatMap((file) => [
      ...[...readText(file).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => ({ file, name })),
      ...[...readText(file).matchAll(/\bnpm (start|test)\b/g)].map(([, name]) => ({ file, name })),
    ])
    assert.deepEqual(
      told.filter(({ name }) => !Object.hasOwn(manifest.scripts, name ?? '')),
      [],
    )
  })

  it('names only tests and code that are there as what holds a promise', () => {
    const named = readText('docs/SECURITY.md').match(/`(?:test|src|plugins|views)\/[^`]+`/g) ?? []
    assert.ok(named.length >= 20, `only ${named.length} are named`)
    assert.deepEqual(
      named.filter((path) => !existsSync(`${ROOT}${path.slice(1, -1)}`)),
      [],
    )
  })

  it('points to files that are there', () => {
    const scripts = Object.values(manifest.scripts).flatMap(
      (line) => line.match(/(?<!dist\/)\b(?:scripts|src)\/\S+/g) ?? [],
    )
    const links = files
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) => {
        const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : ''
        const targets = [...readText(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
        return targets.map(([, target]) => `${folder}${target}`)
      })
    assert.deepEqual(
      [...scripts, ...links].filter((file) => !existsSync(`${ROOT}${file}`)),
      [],
    )
  })
})

describe('the packages of package.json', () => {
  const declared = { ...manifest.dependencies, ...manifest.devDependencies }

  it('are pinned to one version', () => {
    const loose = Object.entries(declared).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
    )
    assert.deepEqual(loose, [])
  })

  it('are locked with all that they may need on other systems', () => {
    const { packages } = lockSchema.parse(JSON.parse(readText('package-lock.json')))
    const near = (from: string, name: string) => {
      for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
        if (Object.hasOwn(packages, `${at ? `${at}/` : ''}node_modules/${name}`)) return true
        if (at === '') return false
      }
    }
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !near(path, name)),
    )
    assert.deepEqual(missing, [])
  })

  it('are all used', () => {
    const used = new Set(imports.map(({ npm }) => npm))
    const usedInProduction = new Set(imports.filter(inProduction).map(({ npm }) => npm))
    // The types of a package are used where the package is.
    const subject = (name: string) => name.replace(/^@types\//, '')
    const unused = [
      ...Object.keys(manifest.dependencies).filter((name) => !usedInProduction.has(name)),
      ...Object.keys(manifest.devDependencies).filter((name) => !used.has(subject(name))),
    ]
    assert.deepEqual(
      unused.filter((name) => !Object.hasOwn(USED_OTHERWISE, name)),
      [],
    )
  })

  it('name every package that a file imports, and with the production ones whatever the server imports', () => {
    const missing = imports.filter(({ npm }) => npm !== undefined && !Object.hasOwn(declared, npm))
    const late = imports.filter(
      (one) => inProduction(one) && one.npm !== undefined && Object.hasOwn(manifest.devDependencies, one.npm),
    )
    assert.deepEqual(
      [...missing, ...late].map(({ from, line, npm }) => `${from}:${line} (${partOf(from)}) imports ${npm}`),
      [],
    )
  })
})
