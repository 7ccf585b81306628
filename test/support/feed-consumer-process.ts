/**
 * A consumer of the feed that may be killed at any moment: it keeps each event and with it its cursor in FILE, one line
 * an event, and goes on after the last line. `node … URL KEY FILE`.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { readMessages } from '../../src/listen/read-messages.ts'

const [url = '', key = '', file = ''] = process.argv.slice(2)
const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
const last = lines.at(-1)?.split(' ')[0] ?? '0'
const answer = await fetch(`${url}/api/v1/events?types=user.registered`, {
  headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream', 'last-event-id': last },
})
if (!answer.ok || !answer.body) throw new Error(`the feed answered ${answer.status}`)
process.stdout.write('reading\n')
for await (const { data } of readMessages(answer.body)) {
  if (data === undefined) continue
  const event: { position: number; data: { user: { id: string } } } = JSON.parse(data)
  // The event and the cursor are one line, so that they are kept together or not at all.
  appendFileSync(file, `${event.position} ${event.data.user.id}\n`)
}
