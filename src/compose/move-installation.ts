import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { plugins } from '../../plugins/index.ts'
import { openDatabase } from '../db/connect.ts'
import { coreSchema, inWords, migrateAlone, migratorConfig } from '../db/migrate.ts'
import { type Moved, moveData } from '../db/move/move-data.ts'
import { StartError } from '../domain/errors.ts'
import type { Env } from '../hooks/contract.ts'
import { lockDataFolder } from './lock-data-folder.ts'
import { readAllSettings } from './open-installation.ts'

/** What `--to` is called where it is at fault. */
const TARGET = '--to'

/**
 * Moves the SQLite installation of the data folder to an empty PostgreSQL database: users, events, waiting
 * deliveries, everything. The server must be stopped. Afterwards the SQLite file has another name, so that nobody
 * starts it by mistake and sends everything a second time. Answers what was moved, and the file's new name.
 */
export async function moveInstallation(
  env: Env,
  to: string,
): Promise<{ readonly moved: readonly Moved[]; readonly kept: string }> {
  const { config } = readAllSettings(env)
  if (!/^postgres(ql)?:\/\//.test(to)) throw new StartError(`${TARGET} must begin with postgres://.`)
  const file = join(config.dataFolder, 'gatepost.sqlite')
  if (!existsSync(file))
    throw new StartError(`There is no SQLite installation in ${config.dataFolder}; set GATEPOST_DATA.`)
  const schemas = [
    coreSchema,
    ...plugins.map(({ id, migrations }) => ({ owner: id, migrations: migrations ?? [] })),
  ]
  const release = await lockDataFolder(config.dataFolder)
  try {
    const source = openDatabase({ file })
    const target = openDatabase({ url: to })
    let moved: Moved[]
    try {
      await migrateAlone(source, join(config.dataFolder, 'migrate.lock'), schemas)
      moved = await inWords(TARGET, async () => {
        await refuseForeign(target.reader)
        await migrateAlone(target, undefined, schemas, TARGET)
        return moveData(source, target, new Set(schemas.flatMap(bookkeeping)))
      })
    } finally {
      await Promise.all([source.close(), target.close()])
    }
    return { moved, kept: setAside(file) }
  } finally {
    await release()
  }
}

const bookkeeping = (schema: typeof coreSchema): string[] => {
  const table = migratorConfig(schema).tableName ?? 'migrations'
  return [table, `${table}_lock`]
}

/** A database with tables of somebody else is none for Gatepost. */
async function refuseForeign(target: ReturnType<typeof openDatabase>['reader']): Promise<void> {
  if (await target.schema.hasTable('migrations')) return
  const other: { table_name: string } | undefined = await target('information_schema.tables')
    .whereRaw('table_schema = current_schema()')
    .first('table_name')
  if (other)
    throw new StartError(
      `That PostgreSQL database holds tables of something else (${other.table_name}). Name an empty one.`,
    )
}

/** Renames the file that was moved, with what SQLite may have left beside it. */
function setAside(file: string): string {
  let kept = `${file}.moved`
  for (let n = 2; existsSync(kept); n += 1) kept = `${file}.moved-${n}`
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${kept}${suffix}`)
  return kept
}
