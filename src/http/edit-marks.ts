import { createHash } from 'node:crypto'
import type { Request } from 'express'
import { Refusal } from '../domain/errors.ts'
import type { ShownFields } from '../hooks/contract.ts'

type Shown = ShownFields[string]

const mark = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n').trim()).digest('base64url').slice(0, 12)

/** One text for what a field shows; boxes count in any order. */
const textOf = (shown: Shown): string => {
  if (typeof shown === 'boolean') return shown ? 'on' : ''
  return typeof shown === 'string' ? shown : [...shown].sort().join(', ')
}

/** The same for what was sent; undefined where a text was left out. A browser leaves out boxes that are not ticked. */
function sentText(sent: unknown, like: Shown): string | undefined {
  if (typeof like === 'string') return typeof sent === 'string' ? sent : undefined
  if (typeof like === 'boolean') return textOf(typeof sent === 'string' && sent !== '')
  return textOf([sent ?? []].flat().filter((one) => typeof one === 'string'))
}

/** As a browser would send it. */
const asSent = (shown: Shown): unknown => {
  if (typeof shown === 'boolean') return shown ? 'on' : undefined
  return typeof shown === 'string' ? shown : [...shown]
}

/** The hidden field `seen` of a form that edits something: a mark for each field that it shows. */
export function marksOf(shown: ShownFields): string {
  return Object.entries(shown)
    .map(([name, value]) => `${name}=${mark(textOf(value))}`)
    .join(' ')
}

/**
 * Refuses with `precondition_failed` what would undo the change that somebody else made while the form was open, and
 * says at each field what stands there now. Fields that were not touched get that in the body, so that the form comes
 * back with what is there; what was typed stays. Without `seen`, nothing is compared.
 */
export function refuseOvertaken(req: Request, present: ShownFields): void {
  const seen: unknown = req.body?.seen
  if (typeof seen !== 'string') return
  const marks = new Map(
    seen.split(' ').map((pair): [string, string] => [pair.slice(0, -13), pair.slice(-12)]),
  )
  const fields: Record<string, string> = {}
  for (const [name, now] of Object.entries(present)) {
    const before = marks.get(name)
    const text = textOf(now)
    const sent = sentText(req.body[name], now)
    if (before === undefined || before === mark(text) || sent === undefined) continue
    if (mark(sent) === mark(text)) continue
    const untouched = mark(sent) === before
    if (untouched) req.body[name] = asSent(now)
    const told = `Somebody else has ${wordsFor(now, text)} meanwhile.`
    fields[name] = untouched ? told : `${told} Saving again keeps what you typed.`
  }
  if (Object.keys(fields).length === 0) return
  const form = 'Somebody else changed this while you were at it. Look at the fields, then save again.'
  throw new Refusal('precondition_failed', { fields: { form, ...fields } })
}

function wordsFor(now: Shown, text: string): string {
  if (typeof now === 'boolean') return now ? 'ticked this' : 'taken the tick from this'
  return text === '' ? 'emptied this' : `changed this to “${text.slice(0, 200)}”`
}
