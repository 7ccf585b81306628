import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { jsonText, readRows } from '../support/rows.ts'
import type { Person } from './people.ts'

/** Subjects of events that the suite wrote into the log itself, without users behind them. */
export const SEEDED = 'usr_seeded_'

/**
 * I2: a change and its event share one fate. Each user has exactly one registration and each registration a user;
 * what was acknowledged last is what the newest event says; sequences have neither gap nor double.
 */
export async function checkChanges(file: string, people: readonly Person[]): Promise<string[]> {
  const rows = (sql: string) => readRows(file, sql)
  const faults: string[] = []
  const registrations = await rows(
    `select subject, count(*) as n from events
     where type = 'user.registered' and subject not like '${SEEDED}%' group by subject`,
  )
  const registered = new Map(registrations.map(({ subject, n }) => [String(subject), Number(n)]))
  const deleted = new Set(
    (await rows(`select subject from events where type = 'user.deleted'`)).map(({ subject }) =>
      String(subject),
    ),
  )
  const users = await rows(
    `select u.id, u.name,
            (select ${jsonText(file, 'e.data', 'user', 'name')} from events e
             where e.subject = u.id and e.sequence is not null order by e.sequence desc limit 1) as told
     from users u`,
  )
  for (const { id, name, told } of users) {
    if (registered.get(String(id)) !== 1)
      faults.push(`user ${id} has ${registered.get(String(id)) ?? 0} registrations`)
    if (name !== told) faults.push(`user ${id} is called ${name}, and the newest event says ${told}`)
  }
  const known = new Set(users.map(({ id }) => String(id)))
  for (const id of registered.keys())
    if (!known.has(id) && !deleted.has(id))
      faults.push(`there is a registration of ${id}, who does not exist`)

  const renames = await rows(
    `select subject, ${jsonText(file, 'data', 'changes', 'name', 'to')} as name, count(*) as n from events
     where type = 'user.updated' and subject not like '${SEEDED}%' group by 1, 2`,
  )
  const told = new Map(renames.map(({ subject, name, n }) => [`${subject} ${name}`, Number(n)]))
  for (const { id, names } of people) {
    if (!known.has(id) && !deleted.has(id)) faults.push(`${id} was acknowledged and does not exist`)
    for (const name of names.slice(1)) {
      const n = told.get(`${id} ${name}`) ?? 0
      if (n !== 1) faults.push(`the change of ${id} to ${name} was acknowledged and has ${n} events`)
    }
  }
  const gaps = await rows(
    `select subject from events where sequence is not null group by subject
     having count(*) <> max(sequence) or count(distinct sequence) <> count(*) or min(sequence) <> 1`,
  )
  for (const { subject } of gaps) faults.push(`the sequence of ${subject} has a gap or a double`)
  return faults.slice(0, 5)
}

/** I8: none of the secrets stands in what was printed, answered, or written to the data folder. */
export function checkSecrets(
  secrets: readonly string[],
  data: string,
  texts: Readonly<Record<string, string>>,
): string[] {
  const files = readdirSync(data).filter((name) => statSync(join(data, name)).isFile())
  const places = [
    ...Object.entries(texts).map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
    ...files.map((name) => ({ name, bytes: readFileSync(join(data, name)) })),
  ]
  return secrets.flatMap((secret) =>
    places.filter(({ bytes }) => bytes.includes(secret)).map(({ name }) => `a secret stands in ${name}`),
  )
}
