/** What an operator asked to be sent again, as it stands in an address or a form, and as the engine takes it. */
import { type Errors, parseUtc } from '#gatepost'
import { ANSWER_CLASSES, answerClass } from '../delivery/answer-class.ts'
import { type ReplayRequest, WHICH, type Which } from '../replay/replay.ts'
import type { ReplayValues } from '../views/replay-form.tsx'
import { words } from './form-text.ts'

const LONGEST = 2000

/** The fields as they were sent; what is no text is left out. */
export function readReplayForm(sent: Readonly<Record<string, unknown>>): ReplayValues {
  const text = (name: string): string => {
    const value = sent[name]
    return typeof value === 'string' ? value.trim().slice(0, LONGEST) : ''
  }
  return {
    which: text('which') === '' ? 'failed' : text('which'),
    from: text('from'),
    until: text('until'),
    types: text('types'),
    user: text('user'),
    answer: text('answer'),
    to: text('to'),
  }
}

/** What the fields ask for, and what is wrong with them by their names. */
export function askedReplay(values: ReplayValues): {
  readonly request: ReplayRequest
  readonly errors: Errors
} {
  const errors: Record<string, string> = {}
  const which = WHICH.find((known): known is Which => known === values.which)
  if (which === undefined) errors.which = 'Choose one of these.'
  const time = (name: 'from' | 'until', last: boolean): number | null => {
    if (values[name] === '') return null
    const at = parseUtc(values[name], last)
    if (at === undefined) errors[name] = 'Write a time such as 2026-11-23T10:00, in UTC.'
    return at ?? null
  }
  const fromAt = time('from', false)
  const untilAt = time('until', true)
  if (values.user !== '' && !values.user.startsWith('usr_')) errors.user = 'Write the id of a user: usr_…'
  const answer = answerClass(values.answer)
  if (values.answer !== '' && answer === undefined) errors.answer = `Write ${ANSWER_CLASSES}.`
  const types = words(values.types)
  const request = {
    which: which ?? 'failed',
    fromAt,
    untilAt,
    types: types.length === 0 ? null : types,
    subject: values.user === '' ? null : values.user,
    answer: answer ?? null,
    to: values.to === '' ? null : values.to,
  }
  return { request, errors }
}

/** The engine's faults by the names of the form: a single type among many is one field here. */
export function replayErrors(fields: Errors): Errors {
  return Object.fromEntries(
    Object.entries(fields).map(([name, fault]) => [name.startsWith('types.') ? 'types' : name, fault]),
  )
}

/** The form of a replay in an address, filled in. */
export function replayFormHref(
  endpointHref: string,
  values: Partial<ReplayValues>,
  preview: boolean,
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value !== '') query.set(name, value)
  if (preview) query.set('preview', '1')
  return `${endpointHref}/replay/new?${query}`
}
