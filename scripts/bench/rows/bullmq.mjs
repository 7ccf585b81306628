/** BullMQ on Redis: `fill` or `work`; WAY is `fetch` or `request`. */
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { CONCURRENCY, fill, post, untilStopped } from './message.mjs'

const connection = new Redis({
  host: '127.0.0.1',
  port: Number(process.env.REDIS_PORT),
  maxRetriesPerRequest: null,
})
const options = {
  attempts: 10,
  backoff: { type: 'exponential', delay: 5000 },
  removeOnComplete: false,
  removeOnFail: false,
}

if (process.argv[2] === 'fill') {
  const queue = new Queue('hooks', { connection })
  await queue.waitUntilReady()
  await fill((group) => queue.addBulk(group.map((data) => ({ name: 'post', data, opts: options }))))
  await queue.close()
  connection.disconnect()
} else {
  // An attempt row: what came back of each try, a failed one too, and when.
  const attempt = async (job) => {
    const startedAt = Date.now()
    const answer = await post(process.env.WAY, job.data)
    await job.log(JSON.stringify({ startedAt, durationMs: Date.now() - startedAt, ...answer }))
  }
  const worker = new Worker('hooks', attempt, {
    connection,
    concurrency: Number(process.env.CONCURRENCY ?? CONCURRENCY),
    stalledInterval: 5000,
    lockDuration: 10_000,
  })
  worker.on('error', (error) => console.error(error))
  await worker.waitUntilReady()
  untilStopped(() => worker.close(true))
}
