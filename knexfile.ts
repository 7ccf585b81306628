import { resolve } from 'node:path'
import { migratingConfig } from './src/db/connect.ts'
import { coreSchema, migratorConfig } from './src/db/migrate.ts'

/**
 * For the knex command line (`npm run knex -- migrate:status`): the core's tables. Plugins keep migrations
 * tables of their own; the server brings all of them up to date at start.
 */
const url = process.env.DATABASE_URL
// knex changes the working directory to this file's; npm remembers where it was called.
const home = process.env.INIT_CWD ?? process.cwd()
const location = url
  ? { url }
  : { file: resolve(home, process.env.GATEPOST_DATA ?? './data', 'gatepost.sqlite') }

export default { ...migratingConfig(location), migrations: migratorConfig(coreSchema) }
