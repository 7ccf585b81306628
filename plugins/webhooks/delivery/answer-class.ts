/**
 * How the newest attempt of a delivery was answered, as filters name it: a status (`422`), all of its hundred (`5xx`),
 * `none` where no answer came, or `failed` for all that are no success.
 */
export type AnswerClass = 'none' | 'failed' | `${number}xx` | `${number}`

const WORD = /^(?:none|failed|[1-5]xx|[1-5]\d\d)$/

/** What a text names, in any case of letters; undefined when that is nothing. */
export function answerClass(text: string): AnswerClass | undefined {
  const word = text.trim().toLowerCase()
  return WORD.test(word) ? (word as AnswerClass) : undefined
}

/** The statuses of a class, both included; undefined for no answer. */
export function statusesOf(
  answer: Exclude<AnswerClass, 'failed'>,
): readonly [low: number, high: number] | undefined {
  if (answer === 'none') return undefined
  const low = Number(answer.replace('xx', '00'))
  return [low, answer.endsWith('xx') ? low + 99 : low]
}
