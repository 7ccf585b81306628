import type { Import } from './imports.ts'

/**
 * Which part may import which: everything that is not listed is forbidden, and a part may always import itself.
 * Type imports count as imports.
 */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  main: ['compose', 'config'],
  cli: ['compose', 'config', 'listen'],
  // Runs on a developer's machine, where no installation is.
  listen: ['domain', 'lib'],
  compose: [
    ...['config', 'db', 'domain', 'hashing', 'hooks', 'hooks/contract', 'http', 'lib', 'mail'],
    ...['passwords', 'repositories', 'stores', 'usecases', 'views', 'plugins/index'],
  ],
  http: ['usecases', 'domain', 'lib', 'views', 'hooks/contract'],
  mail: ['repositories', 'hooks/contract', 'domain', 'lib', 'views'],
  hooks: ['hooks/contract', 'repositories', 'db', 'domain', 'lib', 'views'],
  'hooks/contract': ['hooks', 'db', 'domain', 'lib', 'views'],
  stores: ['db', 'domain', 'lib'],
  hashing: ['usecases', 'domain', 'lib'],
  passwords: ['usecases', 'domain', 'lib'],
  usecases: ['repositories', 'domain', 'lib'],
  repositories: ['db', 'domain', 'lib'],
  config: ['domain', 'lib'],
  db: ['domain', 'lib'],
  domain: ['lib'],
  lib: [],
  // Goes where the server does not: what it imports, every receiver has to install.
  receiver: [],
  views: ['domain', 'lib'],
  knexfile: ['config', 'db', 'plugins/index'],
}

/** Packages that only these parts may import: the database's drivers stay behind one door. */
const KEPT_TO: Readonly<Record<string, readonly string[]>> = {
  sqlite3: ['db'],
  pg: ['db'],
  'connect-session-knex': ['stores'],
  '@node-rs/argon2': ['hashing'],
  '@node-rs/bcrypt': ['hashing'],
  '@zxcvbn-ts/core': ['passwords'],
  '@simplewebauthn/server': ['lib'],
}

/** The part a file belongs to, as in `usecases`, `plugins/webhooks` or `examples/oa-receiver`. */
export function partOf(file: string): string {
  if (file === 'src/hooks/contract.ts') return 'hooks/contract'
  if (file === 'plugins/index.ts') return 'plugins/index'
  const [top = '', second = ''] = file.split('/')
  if (top === 'src' || !file.includes('/')) return (second || top).replace(/\.\w+$/, '')
  return top === 'plugins' || top === 'examples' ? `${top}/${second}` : top
}

/** What an import does wrong, as a sentence with file and line; undefined when it is allowed. */
export function faultOf(one: Import): string | undefined {
  const part = partOf(one.from)
  const at = `${one.from}:${one.line}`
  if (one.specifier === undefined) return `${at} names a module by something other than plain text`
  if (one.npm !== undefined) {
    const allowed = KEPT_TO[one.npm]
    if (!allowed || allowed.includes(part) || !one.from.startsWith('src/')) return undefined
    return `${at} imports the package ${one.npm}, which is kept to ${allowed.join(', ')}`
  }
  if (one.file === undefined) return undefined
  const target = partOf(one.file)
  return allows(part, one, target) ? undefined : `${at} (${part}) imports ${one.specifier} (${target})`
}

function allows(part: string, one: Import, target: string): boolean {
  if (part === target) return true
  if (part === 'plugins/index') return target.startsWith('plugins/') || target === 'hooks/contract'
  // A plugin knows the contract by its name; a path to the same file would bind it to this tree.
  if (part.startsWith('plugins/')) return one.specifier === '#gatepost'
  if (part.startsWith('examples/')) return one.specifier === 'gatepost/receiver'
  // Name and version are no part of the program.
  if (one.file === 'package.json') return true
  if (part === 'test' || part === 'scripts') return true
  return FLOORS[part]?.includes(target) ?? false
}
