import { z } from 'zod'
import type { EventTypeDefinition } from '../../src/domain/event.ts'
import { publicUserSchema } from '../../src/domain/user.ts'
import { CATALOGUE } from './catalogue.ts'

const ABOUT = {
  user: 'a user; counts in the user’s `sequence`',
  stranger: 'a user or nobody; a stranger can cause it, so it has no `sequence`',
  server: 'the server',
} as const

/** docs/EVENTS.md: every event type with its fields, from the catalogue that checks each event when it is written. */
export function eventsDocument(): string {
  const groups = new Map<string, string[]>()
  for (const [type, definition] of Object.entries(CATALOGUE)) {
    const rows = groups.get(definition.group) ?? []
    rows.push(entry(type, definition))
    groups.set(definition.group, rows)
  }
  const sections = [...groups].map(([group, rows]) => `## ${group}\n\n${rows.join('\n\n')}\n`)
  return `# Events

Each is written in the same database transaction as the change it tells of. \`data.user\` is the whole public user at
that moment, always at the same place. This page is made from the code by \`npm run docs\`.

\`data.user\`: ${fields(publicUserSchema)}.

${sections.join('\n')}`
}

function entry(type: string, definition: EventTypeDefinition): string {
  const addressed = definition.addressed ? ' Addressed: it reaches the endpoints it names and no other.' : ''
  const about =
    definition.addressed && definition.about === 'user'
      ? 'a user; carries the user’s present `sequence` and does not count it up'
      : ABOUT[definition.about]
  return `**\`${type}\`**: ${definition.description}. About ${about}.${addressed}\n\`data\`: ${fields(definition.data)}.`
}

function fields(schema: z.ZodObject): string {
  return Object.entries(schema.shape)
    .map(([name, type]) => `\`${name}\` ${words(described(type), name)}`)
    .join(', ')
}

const described = (type: z.core.$ZodType): Described =>
  JSON.parse(JSON.stringify(z.toJSONSchema(type, { unrepresentable: 'any' })))

interface Described {
  type?: string | string[]
  enum?: unknown[]
  format?: string
  items?: Described
  anyOf?: Described[]
}

function words(schema: Described, name: string): string {
  if (name === 'user') return '(above)'
  if (schema.enum) return `(${schema.enum.join(' | ')})`
  if (schema.anyOf)
    return `(${[...new Set(schema.anyOf.map((one) => words(one, '').replace(/[()]/g, '')))].join(' or ')})`
  if (schema.type === 'array')
    return `(list of ${schema.items ? words(schema.items, '').replace(/[()]/g, '') : 'values'})`
  if (schema.format === 'date-time') return '(time)'
  return `(${[schema.type ?? 'any'].flat().join(' or ')})`
}
