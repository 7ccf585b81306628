import { type Fault, type Faults, faultText } from '../domain/faults.ts'
import type { LineFault } from '../domain/user-import.ts'
import type { Read } from '../repositories/connection.ts'
import { type Taken, takenNames } from '../repositories/imported-users.ts'
import { firstLines, type LineName } from '../repositories/user-import-lines.ts'
import { EMAIL_TAKEN, EXTERNAL_ID_TAKEN, USERNAME_TAKEN } from './check-names.ts'
import type { CheckedLine, ImportedUser } from './check-user-line.ts'

/** The lines of a slice, apart: users that can be written, and what is wrong with the others. */
export interface Judged {
  readonly users: readonly ImportedUser[]
  readonly faults: readonly LineFault[]
}

export function apart(lines: readonly CheckedLine[]): Judged {
  return {
    users: lines.filter((one) => 'user' in one),
    faults: lines.flatMap((one) => ('faults' in one ? faultsAt(one.line, one.faults) : [])),
  }
}

/** What is unique in a line, as it is looked for within the file. */
export function namesOf({ line, user }: ImportedUser): LineName[] {
  const names = [
    ['username', user.usernameKey],
    ['email', user.email],
    ['externalId', user.externalId],
  ] as const
  return names.flatMap(([field, value]) => (value === null ? [] : [{ line, name: `${field} ${value}` }]))
}

/** Sorts out those whose names another line of the file has first, or a user here has already. */
export async function judgeNames(read: Read, importId: string, { users, faults }: Judged): Promise<Judged> {
  if (users.length === 0) return { users, faults }
  const names = users.flatMap(namesOf)
  const first = await firstLines(
    read,
    importId,
    names.map(({ name }) => name),
  )
  const taken = await takenBy(read, users)
  return sift(users, faults, (one) => ({ ...takenFaults(one, taken), ...doubleFaults(one, first) }))
}

/** The same once more for users that the database would not take: somebody was quicker. */
export async function judgeTaken(read: Read, users: readonly ImportedUser[]): Promise<LineFault[]> {
  if (users.length === 0) return []
  const taken = await takenBy(read, users)
  return users.flatMap((one) => {
    const faults = takenFaults(one, taken)
    const found = Object.keys(faults).length > 0 ? faults : { line: 'A name of this line is taken.' }
    return faultsAt(one.line, found)
  })
}

function sift(
  users: readonly ImportedUser[],
  known: readonly LineFault[],
  faultsOf: (one: ImportedUser) => Faults,
): Judged {
  const good: ImportedUser[] = []
  const faults = [...known]
  for (const one of users) {
    const found = faultsAt(one.line, faultsOf(one))
    if (found.length === 0) good.push(one)
    faults.push(...found)
  }
  return { users: good, faults }
}

function takenBy(read: Read, users: readonly ImportedUser[]): Promise<Taken> {
  const all = (pick: (one: ImportedUser) => string | null) =>
    users.map(pick).filter((value) => value !== null)
  return takenNames(read, {
    usernameKeys: all(({ user }) => user.usernameKey),
    externalIds: all(({ user }) => user.externalId),
    emails: all(({ user }) => user.email),
  })
}

/**
 * Names that users here have. An address that nobody has proven reserves nothing, so one that the file vouches for is
 * taken from whoever holds it; where the file does not, the same person would have two accounts.
 */
function takenFaults({ user, emailVerified }: ImportedUser, taken: Taken): Faults {
  const faults: Faults = {}
  if (user.usernameKey !== null && taken.usernameKeys.has(user.usernameKey)) faults.username = USERNAME_TAKEN
  if (user.externalId !== null && taken.externalIds.has(user.externalId))
    faults.externalId = EXTERNAL_ID_TAKEN
  const holders = (user.email !== null && taken.holders.get(user.email)) || []
  if (holders.some(({ kept }) => kept)) faults.email = EMAIL_TAKEN
  else if (holders.length > 0 && !emailVerified)
    faults.email = 'Another user has this address, unproven. Say emailVerified to take it from them.'
  return faults
}

function doubleFaults(one: ImportedUser, first: ReadonlyMap<string, number>): Faults {
  const faults: Faults = {}
  for (const { line, name } of namesOf(one)) {
    const before = first.get(name)
    if (before !== undefined && before !== line)
      faults[name.slice(0, name.indexOf(' '))] = `Line ${before} has this too.`
  }
  return faults
}

function faultsAt(line: number, faults: Readonly<Record<string, Fault>>): LineFault[] {
  return Object.entries(faults).map(([field, wrong]) => ({ line, field, problem: faultText(wrong) }))
}
