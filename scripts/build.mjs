// Compiles src, plugins and views to dist. `--if-stale` does nothing when dist is newer than every source.
// Types are not checked here (`npm run types` does): a production install has no type packages.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = join(root, 'dist', '.built')
const sources = [
  'src',
  'plugins',
  'views',
  'knexfile.ts',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.receiver.json',
]
/** The program, and the types of the entry that other programs import. */
const projects = ['tsconfig.build.json', 'tsconfig.receiver.json']

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

const stale = !existsSync(stamp) || sources.some((name) => newest(join(root, name)) > statSync(stamp).mtimeMs)
if (process.argv.includes('--if-stale') && !stale) process.exit(0)

rmSync(join(root, 'dist'), { recursive: true, force: true })
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
for (const project of projects) {
  const run = spawnSync(process.execPath, [tsc, '-p', join(root, project)], { stdio: 'inherit' })
  if (run.status !== 0) process.exit(run.status ?? 1)
}
writeFileSync(stamp, '')
