/** What people write by hand: all events in memory, each posted by fetch inside p-retry. */
import pRetry from 'p-retry'
import { messages, post, untilStopped } from './message.mjs'

untilStopped()
const log = []
await Promise.all(
  messages().map(async (message) => {
    log.push(await pRetry(() => post('fetch', message), { retries: 10 }))
  }),
)
