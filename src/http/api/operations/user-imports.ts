import { z } from 'zod'
import { IMPORT_FORMATS, IMPORT_STATES, type UserImport } from '../../../domain/user-import.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { receiveUserImport } from '../../../usecases/receive-user-import.ts'
import {
  cancelUserImport,
  getUserImport,
  listLineFaults,
  listUserImports,
  startUserImport,
} from '../../../usecases/user-imports.ts'
import { limitParameter, pageOf } from '../pages.ts'
import { uploadedBytes } from '../pieces.ts'

const time = z.iso.datetime()
const importSchema = z.object({
  id: z.string(),
  state: z.enum(IMPORT_STATES),
  format: z.enum(IMPORT_FORMATS),
  fileName: z.string().nullable(),
  quiet: z.boolean().describe('The events are written and sent to no webhook.'),
  lines: z.int().describe('Lines with a user on them'),
  handled: z.int().describe('Of these, how many the present state has dealt with'),
  created: z.int(),
  bad: z.int().describe('Lines that are listed under `/bad-lines`'),
  createdAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
})
const faultSchema = z.object({
  line: z.int(),
  field: z.string().describe('`line` for the line as a whole'),
  problem: z.string(),
})

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

function importView(one: UserImport): z.infer<typeof importSchema> {
  const { id, state, format, fileName, quiet, lines, handled, created, bad } = one
  return {
    ...{ id, state, format, fileName, quiet, lines, handled, created, bad },
    createdAt: new Date(one.createdAt).toISOString(),
    startedAt: iso(one.startedAt),
    endedAt: iso(one.endedAt),
  }
}

const tag = 'User imports'
const params = z.object({ id: z.string() })
const cursor = z.string().max(500).optional()
const answer = { description: 'The import', body: importSchema }
const flag = z
  .enum(['true', 'false'])
  .meta({ type: 'boolean', enum: undefined })
  .transform((text) => text === 'true')
const read = 'users:read'
const write = 'users:write'

/** Users from files over the API. */
export function userImportOperations(deps: Deps): readonly ApiOperation[] {
  return [
    operation({
      id: 'createUserImport',
      method: 'post',
      path: '/user-imports',
      tag,
      summary:
        'Send a file of users: CSV with column names, or one JSON object a line. Its lines are checked first',
      scope: write,
      takes: ['text/csv', 'application/x-ndjson', 'application/jsonl'],
      query: z.object({
        dryRun: flag.default(true).describe('Check only, until it is started; false goes on by itself'),
        quiet: flag.default(false).describe('Write the events, and send them to no webhook'),
        fileName: z.string().max(200).optional(),
      }),
      answers: { 202: answer },
      async run({ query: { dryRun, quiet, fileName }, context, req }) {
        const input = { chunks: uploadedBytes(req), fileName: fileName ?? null, startsItself: !dryRun, quiet }
        const one = await receiveUserImport(deps, input, context)
        return { status: 202, body: importView(one), headers: { location: `/api/v1/user-imports/${one.id}` } }
      },
    }),
    operation({
      id: 'listUserImports',
      method: 'get',
      path: '/user-imports',
      tag,
      summary: 'Imports, newest first',
      scope: read,
      query: z.object({ cursor, limit: limitParameter(50, 200) }),
      answers: { 200: { description: 'A page of imports', body: pageOf(importSchema) } },
      async run({ query }) {
        const { imports, next } = await listUserImports(deps, query)
        return { status: 200, body: { data: imports.map(importView), next } }
      },
    }),
    operation({
      id: 'readUserImport',
      method: 'get',
      path: '/user-imports/{id}',
      tag,
      summary: 'One import, and how far it is',
      scope: read,
      params,
      answers: { 200: answer },
      run: async ({ params: { id } }) => ({ status: 200, body: importView(await getUserImport(deps, id)) }),
    }),
    operation({
      id: 'listBadLines',
      method: 'get',
      path: '/user-imports/{id}/bad-lines',
      tag,
      summary: 'What is wrong with which lines, in their order',
      scope: read,
      params,
      query: z.object({ cursor, limit: limitParameter(100, 1000) }),
      answers: { 200: { description: 'A page of faults', body: pageOf(faultSchema) } },
      async run({ params: { id }, query }) {
        const { faults, next } = await listLineFaults(deps, { importId: id, ...query })
        return { status: 200, body: { data: faults, next } }
      },
    }),
    operation({
      id: 'startUserImport',
      method: 'post',
      path: '/user-imports/{id}/start',
      tag,
      summary: 'Write the users of a checked file',
      scope: write,
      params,
      body: z.object({ quiet: z.boolean().default(false) }),
      answers: { 202: answer },
      async run({ params: { id }, body, context }) {
        const one = await startUserImport(deps, { importId: id, quiet: body.quiet }, context)
        return { status: 202, body: importView(one) }
      },
    }),
    operation({
      id: 'cancelUserImport',
      method: 'post',
      path: '/user-imports/{id}/cancel',
      tag,
      summary: 'Call an import off; what is written stays',
      scope: write,
      params,
      answers: { 200: answer },
      async run({ params: { id }, context }) {
        return { status: 200, body: importView(await cancelUserImport(deps, id, context)) }
      },
    }),
  ]
}
