import { z } from 'zod'
import { shownLog } from '../shown.ts'
import { type Call, read } from './call.ts'
import { paged, stretchOf } from './page.ts'

const wanted = paged.extend({ webhookId: z.string('Give a text.') })

/** Every request to a webhook, newest first, with what was sent masked where it was secret. An unknown id has none. */
export const logsCall: Call = {
  method: 'post',
  path: '/get-webhook-logs',
  async run({ genauth }, input) {
    const { webhookId, ...page } = read(wanted, input)
    const { total, data } = await genauth.listExchanges(webhookId, stretchOf(page))
    return { totalCount: total, list: data.map((exchange) => shownLog(webhookId, exchange)) }
  },
}
