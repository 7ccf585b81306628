/** pg-boss on PostgreSQL: `fill` or `work`. A batch has one output, so a table of our own keeps the answers. */
import pg from 'pg'
import PgBoss from 'pg-boss'
import { CONCURRENCY, fill, post, untilStopped } from './message.mjs'

const boss = new PgBoss({ connectionString: process.env.DATABASE_URL, max: 10, application_name: 'bench' })
boss.on('error', (error) => console.error(error))
await boss.start()
await boss.createQueue('hooks', { name: 'hooks', retryLimit: 10, retryBackoff: true, expireInSeconds: 15 })

if (process.argv[2] === 'fill') {
  await fill((group) => boss.insert(group.map((data) => ({ name: 'hooks', data }))))
  await boss.stop({ graceful: true })
} else {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 })
  await pool.query('create table if not exists answers (id text, status int, headers json, body text)')
  let stopping = false
  const work = async () => {
    while (!stopping) {
      const jobs = await boss.fetch('hooks', { batchSize: CONCURRENCY / 4 })
      if (jobs.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        continue
      }
      const [done, answers] = [[], []]
      await Promise.all(
        jobs.map((job) =>
          post('request', job.data).then(
            (answer) => {
              done.push(job.id)
              answers.push({ id: job.data.id, ...answer })
            },
            (error) => boss.fail('hooks', job.id, { message: error.message }),
          ),
        ),
      )
      if (done.length === 0) continue
      await pool.query('insert into answers select * from json_populate_recordset(null::answers, $1)', [
        JSON.stringify(answers),
      ])
      await boss.complete('hooks', done)
    }
  }
  for (let n = 0; n < 4; n++) void work()
  untilStopped(async () => {
    stopping = true
    await boss.stop({ graceful: false })
  })
}
