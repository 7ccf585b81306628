import { z } from 'zod'
import { type ApiOperation, operation, Refusal } from '#gatepost'
import type { LedgerService } from '../ledger/create-ledger.ts'
import { WHY_CODES } from '../ledger/explain.ts'
import type { LedgerLine, StateSums } from '../ledger/ledger.ts'
import { iso } from './lists.ts'

const tag = 'Ledger'
const id = z.string('Send one id.').max(100)
const byReason = z
  .record(z.string(), z.int())
  .describe('By reason; those of which there are none are left out')

const states = z.object({
  held: z.int(),
  pending: z.int(),
  leased: z.int(),
  delivered: z.int(),
  dead: byReason,
  skipped: byReason,
})

const line = z.object({
  owed: z.int().describe('Wanted by webhooks when the events took their places in the log, and by replays'),
  replayed: z.int().describe('Of these, asked for by replays from another webhook'),
  states: states.describe('The deliveries that there are'),
  parked: z.int().describe('Of held and pending, what waits at a webhook that is off'),
  removed: states.describe('Deliveries that retention removed, by the state they had'),
  setAside: z.int().describe('Owed for events that were set aside after the server failed on them'),
  difference: z.int().describe('`owed` less all of the above; anything but 0 is a fault'),
})

export const ledgerSchema = z.object({
  balanced: z.boolean(),
  difference: z.int().describe('The differences of all lines, added up without their signs'),
  position: z.int().describe('Events up to this place in the log are in it'),
  head: z.int().describe('The newest place in the log'),
  total: line,
  webhooks: z.array(
    line.extend({
      webhook: z.object({ id: z.string(), name: z.string(), enabled: z.boolean(), deleted: z.boolean() }),
    }),
  ),
})

export const whySchema = z.object({
  event: z.object({
    id: z.string(),
    type: z.string(),
    position: z.int().nullable(),
    timestamp: z.iso.datetime(),
  }),
  webhook: z.object({ id: z.string(), name: z.string(), deleted: z.boolean() }),
  answers: z
    .array(
      z.object({
        code: z.enum(WHY_CODES),
        text: z.string().describe('The deciding rule in words'),
        delivery: z.string().nullable().describe('dlv_…'),
        variant: z.string().describe('The GenAuth name; empty in the standard format'),
      }),
    )
    .describe('One for each message of the event; a single one where there is none'),
})

const copy = (sums: StateSums) => ({ ...sums, dead: { ...sums.dead }, skipped: { ...sums.skipped } })
const lineAnswer = ({ states, removed, ...rest }: LedgerLine) => ({
  ...rest,
  states: copy(states),
  removed: copy(removed),
})

/** The ledger over the API: the proof that nothing was lost. */
export function ledgerOperations(ledger: LedgerService): readonly ApiOperation[] {
  return [
    operation({
      id: 'readLedger',
      method: 'get',
      path: '/ledger',
      tag,
      summary: 'What is owed against what became of it, for each webhook and in total',
      scope: 'webhooks:read',
      query: z.object({ webhook: id.optional().describe('ep_…: this one alone in the list') }),
      answers: { 200: { description: 'The ledger at one moment', body: ledgerSchema } },
      async run({ query: { webhook } }) {
        const { endpoints, total, ...head } = await ledger.readLedger()
        const shown = endpoints.filter(({ endpoint }) => webhook === undefined || endpoint.id === webhook)
        if (webhook !== undefined && shown.length === 0) throw new Refusal('not_found')
        const webhooks = shown.map(({ endpoint, ...rest }) => ({
          webhook: { ...endpoint },
          ...lineAnswer(rest),
        }))
        return { status: 200, body: { ...head, total: lineAnswer(total), webhooks } }
      },
    }),
    operation({
      id: 'explainDelivery',
      method: 'get',
      path: '/ledger/why',
      tag,
      summary: 'Why an event was, or was not, sent to a webhook',
      scope: 'webhooks:read',
      query: z.object({ event: id.describe('evt_…'), endpoint: id.describe('ep_…') }),
      answers: { 200: { description: 'The deciding rule', body: whySchema } },
      async run({ query }) {
        const { event, endpoint, answers } = await ledger.explain(query.event, query.endpoint)
        const { at, ...rest } = event
        return {
          status: 200,
          body: {
            event: { ...rest, timestamp: iso(at) },
            webhook: { ...endpoint },
            answers: answers.map((answer) => ({ ...answer })),
          },
        }
      },
    }),
  ]
}
