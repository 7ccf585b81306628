/** Which users an operator chose, as it stands in an address or a form, and as the engine takes it. */
import { type Errors, parseUtc, USER_STATUSES } from '#gatepost'
import type { BackfillRequest } from '../backfill/backfill.ts'
import type { BackfillValues } from '../views/backfill-form.tsx'
import { words } from './form-text.ts'

/** The fields as they were sent; what is no text is left out. */
export function readBackfillForm(sent: Readonly<Record<string, unknown>>): BackfillValues {
  const text = (name: string): string => {
    const value = sent[name]
    return typeof value === 'string' ? value.trim() : ''
  }
  return { status: text('status'), from: text('from'), before: text('before'), ids: text('ids') }
}

/** What the fields ask for, and what is wrong with them by their names. */
export function askedBackfill(values: BackfillValues): {
  readonly request: BackfillRequest
  readonly errors: Errors
} {
  const ids = words(values.ids)
  if (ids.length > 0) return { request: { ids }, errors: {} }
  const errors: Record<string, string> = {}
  const status = USER_STATUSES.find((known) => known === values.status)
  if (values.status !== '' && status === undefined) errors.status = 'Choose one of these.'
  const time = (name: 'from' | 'before'): number | undefined => {
    if (values[name] === '') return undefined
    const at = parseUtc(values[name], false)
    if (at === undefined) errors[name] = 'Write a time such as 2026-11-23T10:00, in UTC.'
    return at
  }
  const createdFrom = time('from')
  const createdBefore = time('before')
  const request = {
    ...(status === undefined ? {} : { status }),
    ...(createdFrom === undefined ? {} : { createdFrom }),
    ...(createdBefore === undefined ? {} : { createdBefore }),
  }
  return { request, errors }
}

const FIELDS: Readonly<Record<string, string>> = {
  users: 'ids',
  createdBefore: 'before',
  createdFrom: 'from',
}

/** The engine's faults by the names of the form. */
export function backfillErrors(fields: Errors): Errors {
  return Object.fromEntries(Object.entries(fields).map(([name, fault]) => [FIELDS[name] ?? name, fault]))
}
