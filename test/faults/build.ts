import { appendFileSync, cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { programOf, ROOT } from '../support/child.ts'
import type { Scope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'

/** What of the program is started. */
const PROGRAMS = ['dist/src/main.js', 'dist/src/cli.js']

/** Lines put at the end of compiled files, by their path below `dist`. */
export type Changes = Readonly<Record<string, string>>

/**
 * A copy of the compiled program in a folder of its own: a rebuild beside a long run does not pull the ground from
 * under it, and a copy can be changed into another release. Answers its root.
 */
export function copyBuild(scope: Scope, changes: Changes = {}, from = ROOT): string {
  const root = temporaryFolder(scope)
  for (const folder of ['dist', join('views', 'assets')])
    cpSync(join(from, folder), join(root, folder), { recursive: true })
  cpSync(join(from, 'package.json'), join(root, 'package.json'))
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  for (const [file, lines] of Object.entries(changes))
    appendFileSync(join(root, 'dist', file), `\n${lines}\n`)
  // The bundles of a run stand for the program as it is; a changed one is loaded from its own files.
  const changed = Object.keys(changes).length > 0
  for (const file of PROGRAMS) {
    const [bundle] = changed ? [] : programOf(file)
    const target = join(root, file)
    if (bundle === undefined) cpSync(join(ROOT, file), target)
    else if (bundle !== join(ROOT, file)) writeFileSync(target, `import ${JSON.stringify(bundle)}\n`)
  }
  return root
}

/** The release without any plugin. */
export const WITHOUT_PLUGINS: Changes = { 'plugins/index.js': 'plugins.splice(0)' }

/** The next release, which brings a step for the tables of the log and one for those of the deliveries. */
export const NEXT_RELEASE: Changes = {
  'src/db/migrations/index.js': '',
  'plugins/webhooks/migrations/index.js': `migrations.push({
    name: '999-next-release',
    async up(db) {
      await db.schema.alterTable('webhooks_deliveries', (t) => t.text('next_release'))
      await db('webhooks_deliveries').update({ next_release: 'migrated' })
    },
    async down() {},
  })`,
}
