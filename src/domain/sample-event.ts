/** Made-up events of every type, true to the catalogue's schemas, so that a form can show what would be sent. */

import { z } from 'zod'
import type { EventCatalogue, LoggedEvent } from './event.ts'
import type { PublicUser } from './user.ts'

const AT = Date.UTC(2026, 10, 23, 10, 0, 0)
const TIME = new Date(AT).toISOString()

const USER: PublicUser = {
  id: 'usr_01jd9v2m7q8r',
  username: 'ann',
  email: 'ann@example.org',
  emailVerified: true,
  phone: null,
  name: 'Ann Example',
  givenName: 'Ann',
  familyName: 'Example',
  locale: 'en',
  zoneinfo: 'Europe/Berlin',
  externalId: '4711',
  status: 'active',
  mfaEnabled: false,
  customFields: { department: '0815' },
  loginsCount: 12,
  lastLoginAt: TIME,
  createdAt: '2026-09-03T08:12:44.000Z',
  updatedAt: TIME,
}

/** The same on the day of the registration. */
const NEW_USER: PublicUser = {
  ...USER,
  emailVerified: false,
  loginsCount: 0,
  lastLoginAt: null,
  createdAt: TIME,
}

/** Values that say more than their schema does, by the name of their field. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  user: USER,
  email: USER.email,
  identifier: 'ann',
  first: true,
  sessionId: 'ses_01jd9v2n4k2d',
  changes: { name: { from: 'Ann Sample', to: 'Ann Example' } },
  methods: ['password', 'totp'],
  remaining: 9,
  reason: undefined,
  message: 'A test from Gatepost',
  waiting: 12,
  count: 12,
  url: 'https://oa.example.net/hooks',
  events: ['user.*'],
  format: 'standard',
  name: 'OA employees',
  scopes: ['webhooks:read'],
}

/** An event as it may come, or undefined for a type that is not in the catalogue. */
export function sampleEvent(type: string, catalogue: EventCatalogue): LoggedEvent | undefined {
  const definition = Object.hasOwn(catalogue, type) ? catalogue[type] : undefined
  if (!definition) return undefined
  const schema: Schema = z.toJSONSchema(definition.data, { unrepresentable: 'any' })
  const person = definition.about !== 'server'
  const data = sampleObject(schema)
  return {
    position: 48_230,
    id: 'evt_01jd9v3k8m4c',
    type,
    subject: person ? USER.id : null,
    target: null,
    sequence: definition.about !== 'user' ? null : type === 'user.registered' ? 1 : 12,
    at: AT,
    data: type === 'user.registered' ? { ...data, user: NEW_USER } : data,
    context: {
      actor: person ? { type: 'user', id: USER.id } : { type: 'operator', id: USER.id },
      ip: '203.0.113.9',
      userAgent: 'Mozilla/5.0',
      sessionId: 'ses_01jd9v2n4k2d',
      requestId: 'req_01jd9v2n5x7t',
    },
  }
}

/** The parts of a JSON Schema that the catalogue's data make use of. */
interface Schema {
  readonly type?: string | readonly string[] | undefined
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly unknown[]
  readonly format?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
  readonly items?: unknown
}

function sampleObject({ properties = {}, required = [] }: Schema): Record<string, unknown> {
  const shown = Object.entries(properties).filter(([name]) => required.includes(name) || name === 'user')
  return Object.fromEntries(shown.map(([name, schema]) => [name, sampleValue(name, schemaOf(schema))]))
}

function sampleValue(name: string, schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (BY_NAME[name] !== undefined && fits(schema, BY_NAME[name])) return BY_NAME[name]
  if (schema.anyOf) return sampleValue(name, schemaOf(schema.anyOf[0]))
  if (schema.format === 'date-time') return TIME
  switch (schema.type) {
    case 'object':
      return schema.properties ? sampleObject(schema) : {}
    case 'array':
      return [sampleValue(name, schemaOf(schema.items))]
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return 1
    case 'null':
      return null
    default:
      return name === 'id' || name.endsWith('Id') ? 'id_01jd9v3k8m4c' : `a ${name}`
  }
}

/** Whether a value is of the type that a schema names. */
function fits(schema: Schema, value: unknown): boolean {
  if (schema.anyOf) return schema.anyOf.some((one) => fits(schemaOf(one), value))
  const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  if (type === 'number') return schema.type === 'integer' || schema.type === 'number'
  return schema.type === type
}

function schemaOf(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? value : {}
}
