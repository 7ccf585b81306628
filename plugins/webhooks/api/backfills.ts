import { z } from 'zod'
import { type ApiOperation, operation, USER_STATUSES, type UserChoice } from '#gatepost'
import type { BackfillRequest, BackfillView } from '../backfill/backfill.ts'
import type { BackfillService } from '../backfill/create-backfills.ts'
import { MOST_NAMED } from '../usecases/plan-backfill.ts'
import { iso, pageOf, paging } from './lists.ts'

const tag = 'Backfills'
const read = 'webhooks:read'
const write = 'webhooks:write'
const params = z.object({ id: z.string() })
const backfillParams = z.object({ id: z.string(), backfill: z.string() })
const time = z.iso.datetime({ offset: true, error: 'Send a time such as 2026-11-23T10:00:00Z.' })
const IDS = 'Send a list of ids.'

const requestSchema = z.object({
  users: z
    .array(z.string(IDS).max(100, 'At most 100 characters.'), IDS)
    .max(MOST_NAMED, `At most ${MOST_NAMED} users.`)
    .nullable()
    .default(null)
    .describe('usr_… of those who are meant; null for all who fit the rest'),
  status: z
    .enum(USER_STATUSES, `Send one of ${USER_STATUSES.join(', ')}.`)
    .nullable()
    .default(null)
    .describe('Users of this status alone'),
  createdFrom: time.nullable().default(null).describe('Users made from this time on'),
  createdBefore: time.nullable().default(null).describe('Users made before this time'),
  preview: z.boolean('Send true or false.').default(false).describe('Only say how many would be sent'),
})

export const backfillPreviewSchema = z.object({
  count: z.int().describe('Users whose state would go out'),
  seconds: z.number().nullable().describe("At the webhook's rate; null where it has none"),
})

const nullableTime = z.iso.datetime().nullable()
export const backfillSchema = z.object({
  id: z.string().describe('bkf_…, the `backfillId` of its events'),
  webhook: z.string().nullable().describe('ep_…'),
  users: z.array(z.string()).nullable(),
  status: z.enum(USER_STATUSES).nullable(),
  createdFrom: nullableTime,
  createdBefore: nullableTime,
  repair: z.string().nullable().describe('rep_… of the repair whose findings it sends'),
  state: z
    .enum(['running', 'stopping', 'stopped', 'done'])
    .describe('`stopping`: requests that were in flight at the stop are coming back'),
  total: z.int().describe('Counted at its start'),
  open: z.int().describe('On their way'),
  delivered: z.int(),
  dead: z.int(),
  skipped: z.int(),
  left: z.int().describe('Still to be announced'),
  secondsLeft: z.number().nullable(),
  createdAt: z.iso.datetime(),
  endedAt: nullableTime,
})

export function backfillAnswer({ endpoint, choice, ...view }: BackfillView): z.infer<typeof backfillSchema> {
  return {
    ...view,
    webhook: endpoint,
    users: choice.ids ? [...choice.ids] : null,
    status: choice.status ?? null,
    createdFrom: iso(choice.createdFrom ?? null),
    createdBefore: iso(choice.createdBefore ?? null),
    createdAt: iso(view.createdAt),
    endedAt: iso(view.endedAt),
  }
}

function requestOf(body: z.output<typeof requestSchema>): BackfillRequest {
  const { users, status, createdFrom, createdBefore } = body
  const choice: { -readonly [K in keyof UserChoice]: UserChoice[K] } = {}
  if (users !== null) choice.ids = users
  if (status !== null) choice.status = status
  if (createdFrom !== null) choice.createdFrom = Date.parse(createdFrom)
  if (createdBefore !== null) choice.createdBefore = Date.parse(createdBefore)
  return choice
}

/** Where one is found, for the answer of its beginning. */
export const backfillPath = (webhook: string, backfill: string): string =>
  `/api/v1/webhooks/${webhook}/backfills/${backfill}`

/** Backfills over the API. */
export function backfillOperations(backfills: BackfillService): readonly ApiOperation[] {
  return [
    operation({
      id: 'startBackfill',
      method: 'post',
      path: '/webhooks/{id}/backfills',
      tag,
      summary: 'Send the present state of users to a webhook, as user.snapshot',
      scope: write,
      params,
      body: requestSchema,
      answers: {
        200: { description: 'With `preview`: what would be sent', body: backfillPreviewSchema },
        202: { description: 'It runs', body: backfillSchema },
      },
      async run({ params: { id }, body, context }) {
        const request = requestOf(body)
        if (body.preview) return { status: 200, body: { ...(await backfills.previewBackfill(id, request)) } }
        const backfill = await backfills.startBackfill(id, request, context)
        return {
          status: 202,
          body: backfillAnswer(backfill),
          headers: { location: backfillPath(id, backfill.id) },
        }
      },
    }),
    operation({
      id: 'listBackfills',
      method: 'get',
      path: '/webhooks/{id}/backfills',
      tag,
      summary: 'Backfills of a webhook, newest first',
      scope: read,
      params,
      query: z.object(paging),
      answers: { 200: { description: 'A page of backfills', body: pageOf(backfillSchema) } },
      async run({ params: { id }, query }) {
        const { data, next } = await backfills.listBackfills(id, query)
        return { status: 200, body: { data: data.map(backfillAnswer), next } }
      },
    }),
    operation({
      id: 'readBackfill',
      method: 'get',
      path: '/webhooks/{id}/backfills/{backfill}',
      tag,
      summary: 'One backfill and how far it has come',
      scope: read,
      params: backfillParams,
      answers: { 200: { description: 'The backfill', body: backfillSchema } },
      run: async ({ params: { id, backfill } }) => ({
        status: 200,
        body: backfillAnswer(await backfills.getBackfill(id, backfill)),
      }),
    }),
    operation({
      id: 'stopBackfill',
      method: 'post',
      path: '/webhooks/{id}/backfills/{backfill}/stop',
      tag,
      summary: 'Stop a backfill; what waits ends as skipped',
      scope: write,
      params: backfillParams,
      answers: { 200: { description: 'The backfill', body: backfillSchema } },
      run: async ({ params: { id, backfill }, context }) => ({
        status: 200,
        body: backfillAnswer(await backfills.stopBackfill(id, backfill, context)),
      }),
    }),
  ]
}
