import { type ConsoleKit, type FieldErrors, Refusal, type Request, type ShownFields } from '#gatepost'
import { MASK } from '../endpoint/custom-headers.ts'
import type { EndpointView } from '../service.ts'
import { type SentForm, shownFields } from './endpoint-form.ts'
import { parseHeaders } from './form-text.ts'

const MEANWHILE = 'Somebody else has changed this webhook meanwhile.'

/** What the form's `seen` is made of: all that it shows, and the version of what is kept secret. */
export function seenFields(stored: EndpointView, types: readonly string[]): ShownFields {
  return { ...shownFields(stored, types), ...versionOf(stored) }
}

const versionOf = ({ version }: EndpointView): ShownFields => ({ version: String(version) })

/**
 * Refuses with `precondition_failed`, field by field, what would undo the change of somebody else. A secret shows
 * nothing that could be compared: one that is typed over another is refused once the webhook has a newer version.
 */
export function refuseOvertakenForm(
  kit: Pick<ConsoleKit, 'marks' | 'refuseOvertaken'>,
  req: Request,
  { form, stored, types }: { form: SentForm; stored: EndpointView; types: readonly string[] },
): void {
  const isNewest = form.seen === '' || form.seen.split(' ').includes(kit.marks(versionOf(stored)))
  const secrets = isNewest ? {} : typedSecrets(form, stored)
  try {
    kit.refuseOvertaken(req, seenFields(stored, types))
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'precondition_failed') throw error
    throw new Refusal('precondition_failed', { fields: { ...secrets, ...error.fields } })
  }
  if (Object.keys(secrets).length === 0) return
  const told = 'Somebody else changed this while you were at it. Look at the fields, then save again.'
  throw new Refusal('precondition_failed', { fields: { form: told, ...secrets } })
}

/** Fields that would put something in the place of a secret. Passwords are not shown again, so they are typed again. */
function typedSecrets({ values, authPassword, authToken }: SentForm, stored: EndpointView): FieldErrors {
  const passwords = { genauthSecret: values.genauthSecret, authPassword, authToken }
  const typed = Object.entries(passwords).filter(([, text]) => text !== '')
  const changed = {
    genauthSecret: values.dropGenauthSecret,
    authType: values.authType !== (stored.auth?.type ?? 'none'),
    headers: changesHeader(values.headers, stored),
  }
  const kept = Object.entries(changed).filter(([, is]) => is)
  return Object.fromEntries([
    ...typed.map(([name]) => [name, `${MEANWHILE} Type it again, then save.`]),
    ...kept.map(([name]) => [name, `${MEANWHILE} Saving again keeps what you chose.`]),
  ])
}

/** Whether a header that was there gets another value, or none. */
function changesHeader(text: string, stored: EndpointView): boolean {
  const parsed = parseHeaders(text)
  if ('error' in parsed) return false
  const values = new Map(Object.entries(parsed.value).map(([name, value]) => [name.toLowerCase(), value]))
  return Object.keys(stored.headers).some((name) => values.get(name.toLowerCase()) !== MASK)
}
