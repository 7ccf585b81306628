import { z } from 'zod'
import { type ApiOperation, operation } from '#gatepost'
import type { BackfillService } from '../backfill/create-backfills.ts'
import type { RepairService } from '../repair/create-repairs.ts'
import { KINDS, type RepairView } from '../repair/repair.ts'
import { HIGHEST_SEQUENCE, MOST_COMPARED } from '../usecases/compare-users.ts'
import { backfillAnswer, backfillPath, backfillSchema } from './backfills.ts'
import { iso, pageOf, paging } from './lists.ts'

const tag = 'Repairs'
const read = 'webhooks:read'
const write = 'webhooks:write'
const params = z.object({ id: z.string() })
const repairParams = z.object({ id: z.string(), repair: z.string() })
const ID = 'Send an id of at most 100 characters.'
const SEQUENCE = 'Send a whole number from 0 on.'

const range = {
  after: z.string(ID).max(100, ID).default('').describe('Users above this id; empty from the first on'),
  until: z
    .string(ID)
    .max(100, ID)
    .nullable()
    .default(null)
    .describe('Up to this id, included; null to the end'),
}
const digestsSchema = z.object({
  ranges: z
    .array(
      z.object({
        ...range,
        digest: z
          .string('Send 64 hex digits.')
          .regex(/^[0-9a-fA-F]{64}$/, 'Send 64 hex digits.')
          .describe('SHA-256 over `<id> <sequence>\\n` of each user in it, ascending by id'),
      }),
      'Send a list of ranges.',
    )
    .min(1, 'Send at least one range.')
    .max(50, 'At most 50 ranges.'),
})
const usersSchema = z.object({
  ...range,
  users: z
    .array(
      z.object({
        id: z.string(ID).min(1, ID).max(100, ID),
        sequence: z
          .int(SEQUENCE)
          .min(0, SEQUENCE)
          .max(HIGHEST_SEQUENCE, SEQUENCE)
          .describe('Of the newest state that the receiver has; 0 for one that it does not trust'),
      }),
      'Send a list of users.',
    )
    .max(MOST_COMPARED, `At most ${MOST_COMPARED} users.`)
    .describe('All that the receiver has between `after` and `until`, in any order'),
})

const differenceSchema = z.object({
  user: z.string(),
  kind: z
    .enum(KINDS)
    .describe(
      '`missing`: not there; `behind`: older there; `gone`: deleted here since; `ahead`: newer there than was ever sent; `unknown`: never was here',
    ),
  ours: z.int().nullable().describe('Newest sequence here'),
  theirs: z.int().nullable(),
})
const count = z.int()
export const repairSchema = z.object({
  id: z.string().describe('rep_…'),
  webhook: z.string().nullable().describe('ep_…'),
  url: z.string().nullable().describe('Where the receiver is asked; null where it sends what it has'),
  state: z.enum(['open', 'fetching', 'compared', 'failed', 'sent']),
  compared: count.describe('Users of ours that were compared'),
  found: z.object({ missing: count, behind: count, gone: count, ahead: count, unknown: count }),
  fault: z.string().nullable().describe('Why the receiver could not be asked'),
  backfill: z.string().nullable().describe('bkf_… of what it sent'),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
})

const repairAnswer = ({ endpoint, ...view }: RepairView): z.infer<typeof repairSchema> => ({
  ...view,
  webhook: endpoint,
  createdAt: iso(view.createdAt),
  endedAt: iso(view.endedAt),
})

/** Repairs over the API. */
export function repairOperations(
  repairs: RepairService,
  backfills: BackfillService,
): readonly ApiOperation[] {
  return [
    operation({
      id: 'startRepair',
      method: 'post',
      path: '/webhooks/{id}/repairs',
      tag,
      summary: 'Begin to compare what a receiver has of users with what is here',
      scope: write,
      params,
      body: z.object({
        url: z
          .string('Send a URL.')
          .max(2000, 'At most 2,000 characters.')
          .nullable()
          .default(null)
          .describe(
            "Where the receiver answers what it has, at the webhook's own origin; null to send it here",
          ),
      }),
      answers: { 201: { description: 'It takes what the receiver has, or asks for it', body: repairSchema } },
      async run({ params: { id }, body, context }) {
        const repair = await repairs.startRepair(id, body.url, context)
        const headers = { location: `/api/v1/webhooks/${id}/repairs/${repair.id}` }
        return { status: 201, body: repairAnswer(repair), headers }
      },
    }),
    operation({
      id: 'listRepairs',
      method: 'get',
      path: '/webhooks/{id}/repairs',
      tag,
      summary: 'Repairs of a webhook, newest first',
      scope: read,
      params,
      query: z.object(paging),
      answers: { 200: { description: 'A page of repairs', body: pageOf(repairSchema) } },
      async run({ params: { id }, query }) {
        const { data, next } = await repairs.listRepairs(id, query)
        return { status: 200, body: { data: data.map(repairAnswer), next } }
      },
    }),
    operation({
      id: 'readRepair',
      method: 'get',
      path: '/webhooks/{id}/repairs/{repair}',
      tag,
      summary: 'One repair and what it found so far',
      scope: read,
      params: repairParams,
      answers: { 200: { description: 'The repair', body: repairSchema } },
      run: async ({ params: { id, repair } }) => ({
        status: 200,
        body: repairAnswer(await repairs.getRepair(id, repair)),
      }),
    }),
    operation({
      id: 'compareDigests',
      method: 'post',
      path: '/webhooks/{id}/repairs/{repair}/digests',
      tag,
      summary: 'Find the stretches of users where the receiver has something else, by their digests',
      scope: write,
      params: repairParams,
      body: digestsSchema,
      answers: {
        200: {
          description: 'The stretches that differ: send their users',
          body: z.object({
            differing: z.array(z.object({ after: z.string(), until: z.string().nullable() })),
          }),
        },
      },
      run: async ({ params: { id, repair }, body }) => ({
        status: 200,
        body: { differing: [...(await repairs.compareDigests(id, repair, body.ranges))] },
      }),
    }),
    operation({
      id: 'compareUsers',
      method: 'post',
      path: '/webhooks/{id}/repairs/{repair}/users',
      tag,
      summary: 'Compare a stretch of users by id and sequence, and keep what differs',
      scope: write,
      params: repairParams,
      body: usersSchema,
      answers: {
        200: {
          description: 'What differs',
          body: z.object({
            until: z
              .string()
              .nullable()
              .describe('What was compared ends here; where it is below yours, go on from it'),
            differences: z.array(differenceSchema),
          }),
        },
      },
      async run({ params: { id, repair }, body: { users, after, until } }) {
        const compared = await repairs.compareUsers(id, repair, { after, until }, users)
        return { status: 200, body: { until: compared.until, differences: [...compared.differences] } }
      },
    }),
    operation({
      id: 'listDifferences',
      method: 'get',
      path: '/webhooks/{id}/repairs/{repair}/differences',
      tag,
      summary: 'What a repair found, by user',
      scope: read,
      params: repairParams,
      query: z.object(paging),
      answers: { 200: { description: 'A page of differences', body: pageOf(differenceSchema) } },
      async run({ params: { id, repair }, query }) {
        const { data, next } = await repairs.listDifferences(id, repair, query)
        return { status: 200, body: { data: [...data], next } }
      },
    }),
    operation({
      id: 'sendRepair',
      method: 'post',
      path: '/webhooks/{id}/repairs/{repair}/send',
      tag,
      summary: 'Send just what a repair found missing, behind or gone, as a backfill',
      scope: write,
      params: repairParams,
      answers: { 202: { description: 'It runs', body: backfillSchema } },
      async run({ params: { id, repair }, context }) {
        const backfill = await repairs.sendRepair(id, repair, context)
        const body = backfillAnswer(await backfills.getBackfill(id, backfill))
        return { status: 202, body, headers: { location: backfillPath(id, backfill) } }
      },
    }),
  ]
}
