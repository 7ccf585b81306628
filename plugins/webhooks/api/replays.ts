import { z } from 'zod'
import { type ApiOperation, operation } from '#gatepost'
import { ANSWER_CLASSES, type AnswerClass, answerClass } from '../delivery/answer-class.ts'
import type { ReplayService } from '../replay/create-replays.ts'
import { type ReplayRequest, type ReplayView, WHICH } from '../replay/replay.ts'
import { iso, pageOf, paging } from './lists.ts'

const tag = 'Replays'
const read = 'webhooks:read'
const write = 'webhooks:write'
const params = z.object({ id: z.string() })
const replayParams = z.object({ id: z.string(), replay: z.string() })
const time = z.iso.datetime({ offset: true, error: 'Send a time such as 2026-11-23T10:00:00Z.' })
const LIST = 'Send a list of events.'
const ANSWER = `Send ${ANSWER_CLASSES}.`

const requestSchema = z.object({
  which: z
    .enum(WHICH, `Send one of ${WHICH.join(', ')}.`)
    .default('all')
    .describe(
      '`failed`: what is dead; `missed`: skipped while the webhook was off; `delivered`: what arrived; `skipped`: missed, not rendered, or stopped; `all`: each of these',
    ),
  from: time.nullable().default(null).describe('Events from this time on'),
  until: time.nullable().default(null).describe('Events up to this time'),
  types: z
    .array(z.string(LIST).trim().max(100, 'At most 100 characters.'), LIST)
    .max(200, 'At most 200 events.')
    .nullable()
    .default(null)
    .describe('Types or patterns; null for all'),
  user: z
    .string('Send one id.')
    .max(100)
    .nullable()
    .default(null)
    .describe('usr_…: events about this user alone'),
  answer: z
    .string(ANSWER)
    .transform((text, ctx): AnswerClass => {
      const known = answerClass(text)
      if (known === undefined) ctx.addIssue({ code: 'custom', message: ANSWER })
      return known ?? 'none'
    })
    .nullable()
    .default(null)
    .describe(`How the newest attempt was answered: ${ANSWER_CLASSES}`),
  to: z
    .string('Send one id.')
    .max(100)
    .nullable()
    .default(null)
    .describe('ep_… of another webhook that gets them'),
  preview: z.boolean('Send true or false.').default(false).describe('Only say what would be sent'),
})

export const previewSchema = z.object({
  count: z.int().describe('Messages that would go out'),
  erased: z.int().describe('Of these, without a payload since their user was erased; they are skipped'),
  seconds: z.number().nullable().describe("At the webhook's rate; null where it has none"),
})

const nullableTime = z.iso.datetime().nullable()
export const replaySchema = z.object({
  id: z.string().describe('rpl_…'),
  webhook: z.string().nullable().describe('ep_… of where the deliveries are from'),
  to: z.string().nullable().describe('ep_… of where they go'),
  which: z.enum(WHICH),
  from: nullableTime,
  until: nullableTime,
  types: z.array(z.string()).nullable(),
  user: z.string().nullable(),
  answer: z.string().nullable(),
  state: z
    .enum(['running', 'stopping', 'stopped', 'done'])
    .describe('`stopping`: requests that were in flight at the stop are coming back'),
  total: z.int().describe('Counted at its start'),
  passed: z.int().describe('Left out: they were on their way already when their turn came'),
  open: z.int(),
  delivered: z.int(),
  dead: z.int(),
  skipped: z.int(),
  left: z.int().describe('Still to be opened'),
  secondsLeft: z.number().nullable(),
  createdAt: z.iso.datetime(),
  endedAt: nullableTime,
})

function replayAnswer({ from, to, request, ...view }: ReplayView): z.infer<typeof replaySchema> {
  return {
    ...view,
    webhook: from,
    to,
    which: request.which,
    from: iso(request.fromAt),
    until: iso(request.untilAt),
    types: request.types && [...request.types],
    user: request.subject ?? null,
    answer: request.answer ?? null,
    createdAt: iso(view.createdAt),
    endedAt: iso(view.endedAt),
  }
}

const at = (text: string | null): number | null => (text === null ? null : Date.parse(text))
const requestOf = ({
  which,
  from,
  until,
  types,
  user,
  answer,
  to,
}: z.output<typeof requestSchema>): ReplayRequest => ({
  which,
  fromAt: at(from),
  untilAt: at(until),
  types,
  subject: user,
  answer,
  to,
})

/** Replays over the API. */
export function replayOperations(replays: ReplayService): readonly ApiOperation[] {
  return [
    operation({
      id: 'replayWebhook',
      method: 'post',
      path: '/webhooks/{id}/replay',
      tag,
      summary: 'Send deliveries of a webhook again, to itself or to another one',
      scope: write,
      params,
      body: requestSchema,
      answers: {
        200: { description: 'With `preview`: what would be sent', body: previewSchema },
        202: { description: 'It runs', body: replaySchema },
      },
      async run({ params: { id }, body, context }) {
        const request = requestOf(body)
        if (body.preview) return { status: 200, body: { ...(await replays.previewReplay(id, request)) } }
        const replay = await replays.startReplay(id, request, context)
        const headers = { location: `/api/v1/webhooks/${id}/replays/${replay.id}` }
        return { status: 202, body: replayAnswer(replay), headers }
      },
    }),
    operation({
      id: 'listReplays',
      method: 'get',
      path: '/webhooks/{id}/replays',
      tag,
      summary: 'Replays of a webhook, newest first',
      scope: read,
      params,
      query: z.object(paging),
      answers: { 200: { description: 'A page of replays', body: pageOf(replaySchema) } },
      async run({ params: { id }, query }) {
        const { data, next } = await replays.listReplays(id, query)
        return { status: 200, body: { data: data.map(replayAnswer), next } }
      },
    }),
    operation({
      id: 'readReplay',
      method: 'get',
      path: '/webhooks/{id}/replays/{replay}',
      tag,
      summary: 'One replay and how far it has come',
      scope: read,
      params: replayParams,
      answers: { 200: { description: 'The replay', body: replaySchema } },
      run: async ({ params: { id, replay } }) => ({
        status: 200,
        body: replayAnswer(await replays.getReplay(id, replay)),
      }),
    }),
    operation({
      id: 'stopReplay',
      method: 'post',
      path: '/webhooks/{id}/replays/{replay}/stop',
      tag,
      summary: 'Stop a replay; what waits gets back the state that it had',
      scope: write,
      params: replayParams,
      answers: { 200: { description: 'The replay', body: replaySchema } },
      run: async ({ params: { id, replay }, context }) => ({
        status: 200,
        body: replayAnswer(await replays.stopReplay(id, replay, context)),
      }),
    }),
  ]
}
