import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { type Expression, parseSync, type Super, Visitor } from 'oxc-parser'

/** One file naming another: `import`, `export … from`, `import()`, `import('x').T`, `require` or `resolve`. */
export interface Import {
  /** The importing file, from the root, with `/`. */
  readonly from: string
  readonly line: number
  /** As written; undefined when it is not a plain text and therefore cannot be checked. */
  readonly specifier: string | undefined
  /** A file from the root, or undefined for what lies outside the repository. */
  readonly file: string | undefined
  /** The npm package, undefined for our own files and for Node's modules. */
  readonly npm: string | undefined
}

/** Text of each source file by its path from the root. */
export type Sources = ReadonlyMap<string, string>

/** The names of package.json's `imports` and `exports`, and the files that they stand for. */
const NAMED: Readonly<Record<string, string>> = {
  '#gatepost': 'src/hooks/contract.ts',
  '#package': 'package.json',
  'gatepost/receiver': 'src/receiver/index.ts',
}
const SOURCE_FILE = /\.(ts|tsx|js|mjs|cjs)$/
const builtins = new Set(builtinModules)

/** Every source file below `folders`, and the files that are named outright. */
export function readSources(root: string, folders: readonly string[], files: readonly string[]): Sources {
  const sources = new Map<string, string>()
  const add = (file: string) => sources.set(file, readFileSync(join(root, file), 'utf8'))
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !SOURCE_FILE.test(entry.name)) continue
      const file = join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/')
      if (!file.includes('node_modules/') && !file.includes('assets/vendor/')) add(file)
    }
  }
  for (const file of files) add(file)
  return sources
}

/** All imports of one file, in the order of its lines. Throws when the file does not parse. */
export function readImports(from: string, source: string): Import[] {
  const { program, errors } = parseSync(from, source)
  if (errors[0]) throw new Error(`${from} does not parse: ${errors[0].message}`)
  const found: { at: number; specifier: string | undefined }[] = []
  const add = (node: { start: number } | null | undefined, specifier: unknown) => {
    if (node) found.push({ at: node.start, specifier: typeof specifier === 'string' ? specifier : undefined })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node, node.source.value),
    ExportNamedDeclaration: (node) => add(node.source, node.source?.value),
    ExportAllDeclaration: (node) => add(node, node.source.value),
    ImportExpression: (node) => add(node, textOf(node.source)),
    TSImportType: (node) => add(node, textOf(node.source)),
    TSExternalModuleReference: (node) => add(node, textOf(node.expression)),
    CallExpression: (node) => {
      if (namesModule(node.callee)) {
        const [first] = node.arguments
        add(node, first && first.type !== 'SpreadElement' ? textOf(first) : undefined)
      }
    },
  }).visit(program)
  return found
    .sort((a, b) => a.at - b.at)
    .map(({ at, specifier }) => {
      const line = source.slice(0, at).split('\n').length
      return { from, line, specifier, ...resolve(from, specifier) }
    })
}

/** The constant text of an expression, also of a template without holes. */
function textOf(expression: Expression): unknown {
  if (expression.type === 'Literal') return expression.value
  if (expression.type === 'TemplateLiteral' && expression.expressions.length === 0) {
    return expression.quasis[0]?.value.cooked
  }
  return undefined
}

/** `require(…)`, `createRequire(…)(…)`, and `.resolve(…)` of these and of `import.meta`. */
function namesModule(callee: Expression): boolean {
  if (isRequire(callee)) return true
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false
  const { object, property } = callee
  return property.name === 'resolve' && (object.type === 'MetaProperty' || isRequire(object))
}

function isRequire(callee: Expression | Super): boolean {
  if (callee.type === 'Identifier') return callee.name === 'require'
  if (callee.type !== 'CallExpression') return false
  return callee.callee.type === 'Identifier' && callee.callee.name === 'createRequire'
}

function resolve(from: string, specifier: string | undefined): Pick<Import, 'file' | 'npm'> {
  if (specifier === undefined) return { file: undefined, npm: undefined }
  const file = NAMED[specifier] ?? (specifier.startsWith('#') ? specifier : undefined)
  if (file !== undefined) return { file, npm: undefined }
  if (specifier.startsWith('.')) return { file: join(dirname(from), specifier), npm: undefined }
  const bare = specifier.replace(/^node:/, '')
  if (specifier.startsWith('node:') || builtins.has(bare)) return { file: undefined, npm: undefined }
  const parts = specifier.split('/')
  return { file: undefined, npm: specifier.startsWith('@') ? `${parts[0]}/${parts[1]}` : parts[0] }
}

/**
 * Circles of files that import each other, each as `a → b → a` starting at its first name. A file importing
 * itself is one too.
 */
export function findCycles(imports: readonly Import[]): string[] {
  const next = new Map<string, Set<string>>()
  for (const { from, file } of imports) {
    if (file === undefined) continue
    const targets = next.get(from) ?? new Set()
    next.set(from, targets.add(file))
  }
  const done = new Set<string>()
  const cycles = new Set<string>()
  const walk = (file: string, path: string[]) => {
    const start = path.indexOf(file)
    if (start >= 0) {
      const circle = path.slice(start)
      const first = circle.indexOf([...circle].sort()[0] ?? '')
      const turned = [...circle.slice(first), ...circle.slice(0, first)]
      cycles.add([...turned, turned[0]].join(' → '))
      return
    }
    if (done.has(file)) return
    for (const target of next.get(file) ?? []) walk(target, [...path, file])
    done.add(file)
  }
  for (const file of next.keys()) walk(file, [])
  return [...cycles].sort()
}
