/** What a receiver has, as an operator pastes it, and as the engine takes it. */
import type { Errors, UserVersion } from '#gatepost'
import type { RepairValues } from '../views/repair-form.tsx'

/** The fields as they were sent; what is no text is left out. */
export function readRepairForm(sent: Readonly<Record<string, unknown>>): RepairValues {
  const text = (name: string): string => {
    const value = sent[name]
    return typeof value === 'string' ? value.trim() : ''
  }
  return { url: text('url'), pairs: text('pairs') }
}

/** `id,sequence`, one a line; exactly one of address and list. */
export function readPairs({
  url,
  pairs,
}: RepairValues): { readonly users: readonly UserVersion[] } | { readonly errors: Errors } {
  if (url === '' && pairs === '')
    return { errors: { url: 'Give an address, or what the receiver has below.' } }
  if (url !== '' && pairs !== '') return { errors: { pairs: 'Give this or an address, not both.' } }
  const users: UserVersion[] = []
  for (const [index, line] of pairs.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === '') continue
    const [, id, sequence] = /^\s*([^\s,;]{1,100})\s*[\s,;]\s*(\d{1,9})\s*$/.exec(line) ?? []
    if (id === undefined)
      return { errors: { pairs: `Line ${index + 1} is no pair. Write an id and its sequence: usr_…,12.` } }
    users.push({ id, sequence: Number(sequence) })
  }
  return { users }
}
