/** The limit: undici `request` with signing, no queue, no record of anything. */
import { CONCURRENCY, messages, post, untilStopped } from './message.mjs'

const all = messages()
let next = 0
untilStopped()
await Promise.all(
  Array.from({ length: CONCURRENCY }, async () => {
    while (next < all.length) await post('request', all[next++])
  }),
)
