/**
 * How the newest attempt of a delivery was answered, as filters name it: a status (`422`), all of its hundred (`5xx`),
 * `none` where no answer came, `failed` for all that are no success, or `>700` for what took longer than so many
 * milliseconds.
 */
export type AnswerClass = 'none' | 'failed' | `>${number}` | `${number}xx` | `${number}`

/** What a filter takes, for the sentences that say so. */
export const ANSWER_CLASSES =
  'a status such as 422, a hundred such as 5xx, failed, none, or >700 for slower than 700 ms'

const WORD = /^(?:none|failed|[1-5]xx|[1-5]\d\d|>\d{1,6})$/

/** What a text names, in any case of letters; undefined when that is nothing. */
export function answerClass(text: string): AnswerClass | undefined {
  const word = text.trim().toLowerCase()
  return WORD.test(word) ? (word as AnswerClass) : undefined
}

/** Whether a class is about slow answers. */
export const isSlow = (answer: AnswerClass): answer is `>${number}` => answer.startsWith('>')

/** The statuses of a class, both included; undefined for no answer. */
export function statusesOf(
  answer: Exclude<AnswerClass, 'failed' | `>${number}`>,
): readonly [low: number, high: number] | undefined {
  if (answer === 'none') return undefined
  const low = Number(answer.replace('xx', '00'))
  return [low, answer.endsWith('xx') ? low + 99 : low]
}
