/** graphile-worker on PostgreSQL: `fill` or `work`. It keeps no answers, so a table of our own does. */
import { makeWorkerUtils, run } from 'graphile-worker'
import pg from 'pg'
import { fill, post, untilStopped } from './message.mjs'

const connectionString = process.env.DATABASE_URL

if (process.argv[2] === 'fill') {
  const utils = await makeWorkerUtils({ connectionString })
  await utils.migrate()
  await utils.addJob('none', {}, { runAt: new Date(Date.now() + 3_600_000) })
  await fill((group) =>
    utils.withPgClient((client) =>
      client.query(
        `select graphile_worker.add_jobs(array(select json_populate_record(null::graphile_worker.job_spec, j)
         from json_array_elements($1::json) j), false)`,
        [JSON.stringify(group.map((payload) => ({ identifier: 'post', payload, max_attempts: 10 })))],
      ),
    ),
  )
  await utils.release()
} else {
  const pool = new pg.Pool({ connectionString, max: 20 })
  await pool.query('create table if not exists answers (id text, status int, headers json, body text)')
  const runner = await run({
    pgPool: pool,
    concurrency: Number(process.env.CONCURRENCY ?? 64),
    pollInterval: 50,
    noHandleSignals: true,
    logger: undefined,
    preset: { worker: { localQueue: { size: 512 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: {
      async post(message) {
        const { status, headers, body } = await post('request', message)
        await pool.query('insert into answers values ($1, $2, $3, $4)', [
          message.id,
          status,
          JSON.stringify(headers),
          body,
        ])
      },
    },
  })
  untilStopped(() => runner.stop())
}
