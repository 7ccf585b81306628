import { Webhook } from 'standardwebhooks'
import { createNudge } from '../lib/nudge.ts'

const ANSWER_MS = 15_000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5000

/** One event on its way to the developer's program. */
export interface Forwarded {
  readonly id: string
  /** Exactly what the feed gave, which is what is signed. */
  readonly body: string
  readonly test: boolean
}

/** What POSTs events to `url`, signed by `secret` as Standard Webhooks. */
export interface Forwarder {
  /**
   * The status that came back. While none comes, the same event is sent again with a growing pause, so that a program
   * that is being restarted misses nothing; undefined when `signal` aborted meanwhile.
   */
  send(event: Forwarded, signal: AbortSignal): Promise<number | undefined>
}

/** `silent` is called once for an event that gets no answer. */
export function createForwarder(url: string, secret: string, silent: () => void): Forwarder {
  const webhook = new Webhook(secret)
  const rest = createNudge()
  return {
    async send(event, signal) {
      for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
        const status = await post(url, webhook, event)
        if (status !== undefined) return status
        if (pause === FIRST_PAUSE_MS) silent()
        await rest.wait(pause, signal)
      }
      return undefined
    },
  }
}

async function post(
  url: string,
  webhook: Webhook,
  { id, body, test }: Forwarded,
): Promise<number | undefined> {
  const now = new Date()
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'gatepost-listen/1',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': webhook.sign(id, now, body),
        ...(test ? { 'gatepost-test': '1' } : {}),
      },
    })
    await answer.body?.cancel()
    return answer.status
  } catch {
    return undefined
  }
}
