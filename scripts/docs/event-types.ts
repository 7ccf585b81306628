import { z } from 'zod'
import { WEBHOOK_EVENTS } from '../../plugins/webhooks/events.ts'
import { contextSchema } from '../../src/domain/event.ts'
import { publicUserSchema } from '../../src/domain/user.ts'
import { CATALOGUE } from './catalogue.ts'
import { type Schema, typeText } from './type-text.ts'

/**
 * src/receiver/event-types.ts: the events of the catalogue as TypeScript types that need nothing else, so that a
 * receiver knows them without the server's packages.
 */
export function eventTypes(): string {
  const user = typeText(schemaOf(publicUserSchema), '')
  const change = typeText(schemaOf(changeSchema), '')
  const endpoint = typeText(schemaOf(WEBHOOK_EVENTS['webhook.endpoint.failing'].data.shape.endpoint), '')
  const known = new Map([
    [user, 'User'],
    [change, 'Change'],
    [endpoint, 'Endpoint'],
  ])
  const data = Object.entries(CATALOGUE).map(([type, definition]) => {
    const name = type.includes('.') ? `'${type}'` : type
    return `  /** ${definition.description}. */\n  readonly ${name}: ${typeText(schemaOf(definition.data), '  ', known)}`
  })
  return `/** The events of the catalogue as types. Made from the code by \`npm run docs\`. */

/** \`data.user\`: the whole public user at that moment. */
export interface User ${user}

/** What a field was, and what it is. */
export interface Change ${change}

/** A webhook, as an event tells of it. */
export interface Endpoint ${endpoint}

/** Who did it, from where. */
export interface Context ${typeText(schemaOf(contextSchema), '')}

/** \`data\` of each type of event. */
export interface EventData {
${data.join('\n')}
}
`
}

const changeSchema = z.object({ from: z.unknown(), to: z.unknown() })

const schemaOf = (schema: z.ZodType): Schema =>
  JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })))
