import { createHash } from 'node:crypto'
import type { Logger } from 'pino'

/** The longest answer of a range with padding is below 100 kB. */
const ANSWER_MAX = 1_000_000

/**
 * Looks a password up in a list of breached ones by k-anonymity: the service hears five hex digits of the SHA-1, which
 * thousands of passwords share, and answers with the rest of all that begin so; `Add-Padding` hides how many those
 * are (its extra lines count 0). `range` undefined asks nobody. Without an answer in time it answers undefined; the
 * process log says once that the service is away, and never what was asked.
 */
export function createBreachCheck(
  range: string | undefined,
  log: Pick<Logger, 'warn' | 'info'>,
  timeMs = 1000,
): (password: string) => Promise<boolean | undefined> {
  if (range === undefined) return async () => undefined
  let away = false
  return async (password) => {
    const digest = createHash('sha1').update(password).digest('hex').toUpperCase()
    try {
      const found = await isListed(range, digest.slice(0, 5), digest.slice(5), timeMs)
      if (away) log.info('the list of breached passwords answers again')
      away = false
      return found
    } catch {
      if (!away)
        log.warn(
          'the list of breached passwords (GATEPOST_BREACH_RANGE) gives no answer; passwords are taken without it',
        )
      away = true
      return undefined
    }
  }
}

async function isListed(range: string, prefix: string, rest: string, timeMs: number): Promise<boolean> {
  const answer = await fetch(`${range}${prefix}`, {
    headers: { 'add-padding': 'true', 'user-agent': 'Gatepost' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeMs),
  })
  if (!answer.ok || !answer.body) throw new Error('no answer')
  let text = ''
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    if (text.length > ANSWER_MAX) throw new Error('too long an answer')
  }
  return text.split('\n').some((line) => {
    const [suffix = '', count = ''] = line.trim().split(':')
    return suffix.toUpperCase() === rest && Number(count) > 0
  })
}
