/** A question to a receiver: a signed POST through the guarded agent, and its answer as JSON. */
import type { Dispatcher } from 'undici'

/** Answers of a thousand users are far below. */
const LARGEST_ANSWER = 512 * 1024

/** The receiver did not answer as it should; the message is for the operator. */
export class NoAnswer extends Error {}

/** Throws `NoAnswer`; redirects are not followed. */
export async function askReceiver(question: {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
  readonly agent: Dispatcher
  readonly signal: AbortSignal
}): Promise<unknown> {
  const { origin, pathname, search } = new URL(question.url)
  const timeout = AbortSignal.timeout(question.timeoutMs)
  try {
    const { statusCode, body } = await question.agent.request({
      origin,
      path: pathname + search,
      method: 'POST',
      headers: { ...question.headers },
      body: question.body,
      signal: AbortSignal.any([timeout, question.signal]),
    })
    const text = await readBounded(body)
    if (statusCode !== 200) throw new NoAnswer(`The receiver answered ${statusCode}.`)
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof NoAnswer) throw error
    if (timeout.aborted)
      throw new NoAnswer(`No answer within ${question.timeoutMs / 1000} s.`, { cause: error })
    const words = error instanceof SyntaxError ? 'The answer is not JSON.' : wordsOf(error)
    throw new NoAnswer(words, { cause: error })
  }
}

const wordsOf = (error: unknown): string =>
  `The receiver cannot be reached: ${error instanceof Error ? error.message : String(error)}.`.slice(0, 300)

async function readBounded(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > LARGEST_ANSWER) throw new NoAnswer('The answer is larger than 512 kB.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
