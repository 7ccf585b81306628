/**
 * `npm run demo`: retries and the log, to be seen in the first minute.
 */
import { setStage } from './stage.ts'

const PEOPLE = 50
const { url, oaUrl, operator, end } = await setStage(PEOPLE)
process.on('exit', end)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0))

process.stdout.write(`
Gatepost runs with ${PEOPLE} users and three webhooks. Open, in this order:

  1. ${url}/register
     Register somebody. The mail that confirms the address lies in ${url}/mailbox
  2. ${oaUrl}
     The example OA system: whoever you registered is an employee there already.
  3. ${url}/console/webhooks
     Sign in as ${operator.email} with the password ${operator.password}
     “HR sync” fails every second time and is tried again after 5 s; “Points ledger” is down and waits.
  4. ${url}/console/deliveries
     Every delivery with its state and reason. Nothing is lost.

Ctrl-C ends all of it and removes its data.
`)

// Signals end it; until then the children do the work.
setInterval(() => {}, 60_000)
