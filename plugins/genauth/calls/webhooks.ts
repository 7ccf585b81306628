import { z } from 'zod'
import { Refusal } from '#gatepost'
import { shownWebhook } from '../shown.ts'
import type { GenauthWebhooks, Webhook } from '../webhooks.ts'
import { type Call, read } from './call.ts'
import { paged, stretchOf } from './page.ts'
import { changedWebhook, creationOf, inTheirWords, newWebhook, patchOf } from './webhook-input.ts'

const one = z.object({ webhookId: z.string('Give a text.') })
const several = z.object({
  webhookIds: z.array(z.string('Give a text.'), 'Give a list of ids.').max(100, 'At most 100 at once.'),
})

/** A webhook of the format genauth; the others are not this API's. Throws `not_found`. */
async function found(genauth: GenauthWebhooks, id: string): Promise<Webhook> {
  const webhook = await genauth.findEndpoint(id)
  if (!webhook)
    throw new Refusal('not_found', { message: `There is no webhook ${id} of the format genauth.` })
  return webhook
}

export const webhookCalls: readonly Call[] = [
  {
    method: 'post',
    path: '/create-webhook',
    async run({ webhooks, genauth }, input, context) {
      const wanted = creationOf(read(newWebhook, input), genauth.defaultDelays())
      const { endpoint } = await inTheirWords(() => webhooks.createEndpoint(wanted, context))
      return shownWebhook(await found(genauth, endpoint.id))
    },
  },
  {
    method: 'get',
    path: '/list-webhooks',
    async run({ genauth }, input) {
      const { total, data } = await genauth.listEndpoints(stretchOf(read(paged, input)))
      return { totalCount: total, list: data.map(shownWebhook) }
    },
  },
  {
    method: 'get',
    path: '/get-webhook',
    run: async ({ genauth }, input) => shownWebhook(await found(genauth, read(one, input).webhookId)),
  },
  {
    method: 'post',
    path: '/update-webhook',
    async run({ webhooks, genauth }, input, context) {
      const given = read(changedWebhook, input)
      const { id, delays } = await found(genauth, given.webhookId)
      const patch = patchOf(given, delays, genauth.defaultDelays())
      await inTheirWords(() => webhooks.editEndpoint(id, patch, context))
      return shownWebhook(await found(genauth, id))
    },
  },
  {
    method: 'post',
    path: '/delete-webhook',
    async run({ webhooks, genauth }, input, context) {
      for (const id of new Set(read(several, input).webhookIds))
        if (await genauth.findEndpoint(id)) await webhooks.deleteEndpoint(id, context)
      return undefined
    },
  },
]
