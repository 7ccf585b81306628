// Bundles the test files and all of this tree that they import, for one run of the tests. Translating TypeScript anew
// in each of two hundred processes takes longer than many a test.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
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

/**
 * Bundles `files` into a folder below node_modules, so that packages are found from there.
 * @returns what to run, the file of the tree behind each of it, and how to remove it all
 */
export async function compile(root, files) {
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
  return { compiled, remove }
}
