// Bundles the test files and all of this tree that they import, for one run of the tests. Translating TypeScript anew
// in each of two hundred processes takes longer than many a test.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const ADDRESS = 'addressOfThisFile'

/** Where a file believes to be stays its place in the tree. */
const ownAddress = {
  name: 'own address',
  setup(bundle) {
    bundle.onLoad({ filter: /\.(tsx?|mjs)$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const loader = { '.ts': 'ts', '.tsx': 'tsx', '.mjs': 'js' }[extname(path)]
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

/** Files of one process: the packages that most of them import take longer to load than many a file's tests. */
const TOGETHER = 8

/**
 * Bundles `files` into a folder below node_modules, so that packages are found from there. Those that `alone` does not
 * pick run several in a process, one after the other.
 * @returns what to run, the file of the tree behind each bundle, and how to remove it all
 */
export async function compile(root, files, alone = () => true) {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const target = mkdtempSync(join(cache, 'gatepost-tests-'))
  const remove = () => rmSync(target, { recursive: true, force: true })
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
