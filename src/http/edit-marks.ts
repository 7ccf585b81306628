import { createHash } from 'node:crypto'
import type { Request } from 'express'
import { Refusal } from '../domain/errors.ts'

/** The texts of a form by the names of its fields. */
type Texts = Readonly<Record<string, string>>

const mark = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n').trim()).digest('base64url').slice(0, 12)

/** The hidden field `seen` of a form that edits something: a mark for each text that it shows. */
export function marksOf(shown: Texts): string {
  return Object.entries(shown)
    .map(([name, text]) => `${name}=${mark(text)}`)
    .join(' ')
}

/**
 * Refuses with `precondition_failed` what would undo the change that somebody else made while the form was open, and
 * says at each field what stands there now. Fields that were not touched are taken out of the body, so that the form
 * comes back with what is there; what was typed stays. Without `seen`, nothing is compared.
 */
export function refuseOvertaken(req: Request, present: Texts): void {
  const seen: unknown = req.body?.seen
  if (typeof seen !== 'string') return
  const marks = new Map(
    seen.split(' ').map((pair): [string, string] => [pair.slice(0, -13), pair.slice(-12)]),
  )
  const fields: Record<string, string> = {}
  for (const [name, now] of Object.entries(present)) {
    const before = marks.get(name)
    const sent: unknown = req.body[name]
    if (before === undefined || before === mark(now) || typeof sent !== 'string') continue
    if (mark(sent) === mark(now)) continue
    const untouched = mark(sent) === before
    if (untouched) delete req.body[name]
    const shown = now === '' ? 'emptied this' : `changed this to “${now.slice(0, 200)}”`
    fields[name] = untouched
      ? `Somebody else has ${shown} meanwhile.`
      : `Somebody else has ${shown} meanwhile. Saving again keeps what you typed.`
  }
  if (Object.keys(fields).length === 0) return
  const form = 'Somebody else changed this while you were at it. Look at the fields, then save again.'
  throw new Refusal('precondition_failed', { fields: { form, ...fields } })
}
