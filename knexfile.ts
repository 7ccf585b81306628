import { join } from 'node:path'
import { writerConfig } from './src/db/connect.ts'
import { coreSchema, migratorConfig } from './src/db/migrate.ts'

/**
 * For the knex command line (`npm run knex -- migrate:status`): the core's tables. Plugins keep migrations
 * tables of their own; the server brings all of them up to date at start.
 */
const url = process.env.DATABASE_URL
const location = url ? { url } : { file: join(process.env.GATEPOST_DATA ?? './data', 'gatepost.sqlite') }

export default { ...writerConfig(location), migrations: migratorConfig(coreSchema) }
