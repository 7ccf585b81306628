import { plainCell } from '../lib/csv.ts'

/** What a file says of a user, in the order in which it is written. Custom fields follow as `customFields.KEY`. */
export const USER_COLUMNS = [
  'username',
  'email',
  'emailVerified',
  'phone',
  'name',
  'givenName',
  'familyName',
  'locale',
  'zoneinfo',
  'externalId',
  'status',
] as const
export type UserColumn = (typeof USER_COLUMNS)[number]

/** A hash as another program kept it; never a password. */
export const HASH_COLUMN = 'passwordHash'
/** What an export says besides. An imported user is a new one, so an import reads over it. */
export const READ_OVER = ['id', 'createdAt', 'lastLoginAt', 'mfaEnabled'] as const
export const CUSTOM = 'customFields.'

const KNOWN: readonly string[] = [...USER_COLUMNS, HASH_COLUMN, ...READ_OVER]
const BY_FOLDED = new Map(KNOWN.map((name) => [name.toLowerCase(), name]))

export type LineValue = string | number | boolean | null
/** What one line says, by column; a custom field is `customFields.KEY`. */
export type LineFields = Readonly<Record<string, LineValue>>
/** A line of a file, or why it could not be read. */
export type ReadLine =
  | { readonly line: number; readonly fields: LineFields }
  | { readonly line: number; readonly fault: string }

/** Why a field cannot be imported; undefined for one that can. */
export function columnFault(name: string): string | undefined {
  if (KNOWN.includes(name) || (name.startsWith(CUSTOM) && name.length > CUSTOM.length)) return undefined
  if (name === 'password') return `A password is imported as a hash, in the field “${HASH_COLUMN}”.`
  if (name === 'role') return 'An import makes no operators and no viewers.'
  return `The field “${name.slice(0, 60)}” is not known here.`
}

/** The columns that the first line of a CSV file names, or what is wrong with it. */
export function readHeader(cells: readonly string[]): readonly string[] | { readonly fault: string } {
  const columns = cells.map((cell) => {
    const name = cell.trim()
    if (name.toLowerCase().startsWith(CUSTOM.toLowerCase())) return CUSTOM + name.slice(CUSTOM.length)
    return BY_FOLDED.get(name.toLowerCase()) ?? name
  })
  // A column without a name is allowed as long as it holds nothing.
  const named = columns.filter((name) => name !== '')
  const twice = named.find((name, at) => named.indexOf(name) !== at)
  if (twice !== undefined) return { fault: `The column “${twice}” is there twice.` }
  const strange = named.find((name) => columnFault(name) !== undefined)
  if (strange !== undefined)
    return {
      fault: `${columnFault(strange)} The first line of a CSV file names its columns: ${USER_COLUMNS.join(', ')}, ${HASH_COLUMN}, ${CUSTOM}KEY.`,
    }
  if (!named.includes('username') && !named.includes('email'))
    return { fault: 'One column has to be “username” or “email”.' }
  return columns
}

/** A CSV line under its header. Empty cells say nothing. */
export function readCsvLine(line: number, columns: readonly string[], cells: readonly string[]): ReadLine {
  if (cells.length !== columns.length)
    return { line, fault: `This line has ${cells.length} cells, the first line has ${columns.length}.` }
  if (cells.some((cell, at) => columns[at] === '' && cell.trim() !== ''))
    return { line, fault: 'There is a value in a column without a name.' }
  const fields = cells.flatMap((cell, at): [string, string][] => {
    const name = columns[at] ?? ''
    return cell === '' || name === '' ? [] : [[name, plainCell(cell)]]
  })
  return { line, fields: Object.fromEntries(fields) }
}

/** A line that is one JSON object. Its custom fields stand in an object of their own, as in the API. */
export function readJsonLine(line: number, text: string): ReadLine {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { line, fault: 'This line is no JSON.' }
  }
  if (!isObject(value)) return { line, fault: 'This line is no JSON object.' }
  const { customFields = null, ...others } = value
  if (customFields !== null && !isObject(customFields))
    return { line, fault: 'The field “customFields” is an object.' }
  const all = [
    ...Object.entries(others),
    ...Object.entries(customFields ?? {}).map(([key, one]) => [CUSTOM + key, one] as const),
  ]
  const fields: [string, LineValue][] = []
  for (const [name, one] of all) {
    if (!isLineValue(one))
      return { line, fault: `The field “${name.slice(0, 60)}” is a text, a number, true, false or null.` }
    fields.push([name, one])
  }
  return { line, fields: Object.fromEntries(fields) }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isLineValue(value: unknown): value is LineValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

/** Why a text cannot be kept as it came: NUL, half of a surrogate pair, or what was no UTF-8; undefined when it can. */
export function keepingFault(text: string): string | undefined {
  if (text.includes('\ufffd')) return 'This is not UTF-8. Save the file as UTF-8 and import it again.'
  return text.includes('\0') || /\p{Cs}/u.test(text)
    ? 'This holds a character that cannot be kept.'
    : undefined
}
