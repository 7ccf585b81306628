import { z } from 'zod'
import type { EventCatalogue } from '../../domain/event.ts'
import { publicUserSchema } from '../../domain/user.ts'
import type { ApiOperation } from '../../hooks/contract.ts'
import { eventSchema } from './event-view.ts'
import {
  answerHeaders,
  HEADERS,
  header,
  headerParameters,
  LIMITS,
  PARAMETERS,
  TAG,
} from './openapi-headers.ts'

interface Described {
  readonly url: string
  readonly version: string
  readonly operations: readonly ApiOperation[]
  readonly events: EventCatalogue
}

/** Shape of an error's answer (RFC 9457), as the description tells it. */
const problemSchema = z.object({
  type: z.url(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})

/** Names schemas, so that one that is used in many places stands once under `components`. */
class Components {
  private readonly names = z.registry<{ id: string }>()
  private readonly io: 'input' | 'output'

  constructor(io: 'input' | 'output') {
    this.io = io
  }

  /** A reference to `schema`; the first name given to a schema is the one it keeps. */
  ref(schema: z.ZodType, name: string): { $ref: string } {
    if (!this.names.has(schema)) this.names.add(schema, { id: name })
    return { $ref: location(this.names.get(schema)?.id ?? name) }
  }

  schemas(): Record<string, unknown> {
    const made = z.toJSONSchema(this.names, { io: this.io, uri: location, unrepresentable: 'any' })
    return Object.fromEntries(
      Object.entries(made.schemas).map(([name, { $schema, $id, ...schema }]) => [name, schema]),
    )
  }
}

const location = (name: string): string => `#/components/schemas/${name}`
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The OpenAPI 3.1 description of the API and of the outgoing webhooks, made from what enforces them. */
export function describeApi({ url, version, operations, events }: Described): Record<string, unknown> {
  const sent = new Components('input')
  const answered = new Components('output')
  answered.ref(publicUserSchema, 'User')
  const problem = answered.ref(problemSchema, 'Problem')

  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    const name = upperFirst(operation.id)
    const path = `/api/v1${operation.path}`
    const answers = Object.entries(operation.answers).map(
      ([status, { description, body, streams, tagged }]) => [
        status,
        Number(status) >= 400 && !body
          ? problemAnswer(description, problem)
          : {
              description,
              headers: answerHeaders(operation, body !== undefined, tagged),
              ...(body
                ? { content: contentOf(answered.ref(body, `${name}${status}`), operation, status) }
                : {}),
              ...(streams ? { content: files(streams) } : {}),
            },
      ],
    )
    paths[path] = {
      ...paths[path],
      [operation.method]: {
        operationId: operation.id,
        tags: [operation.tag],
        summary: operation.summary,
        security: [{ key: operation.scope === 'any' ? [] : [operation.scope] }],
        parameters: [
          ...parameters('path', operation.params, operation.path),
          ...parameters('query', operation.query, operation.path),
          ...headerParameters(operation),
        ],
        ...(operation.body
          ? { requestBody: { required: true, ...json(sent.ref(operation.body, `${name}Body`)) } }
          : {}),
        ...(operation.takes ? { requestBody: { required: true, content: files(operation.takes) } } : {}),
        responses: {
          ...Object.fromEntries(answers),
          ...(operation.versioned && operation.method === 'get'
            ? { 304: { description: 'What `If-None-Match` names is what there is.', headers: TAG } }
            : {}),
          '4XX': problemAnswer(
            'Refused; the problem document (RFC 9457) says why, and at which field.',
            problem,
          ),
          default: problemAnswer('Not answered as hoped; a problem document (RFC 9457).', problem),
        },
      },
    }
  }

  const webhooks = Object.fromEntries(
    Object.entries(events).map(([type, definition]) => [
      type,
      {
        post: {
          operationId: `webhook.${type}`,
          tags: [definition.group],
          summary: definition.description,
          description:
            'Signed by Standard Webhooks: webhook-id, webhook-timestamp and webhook-signature stand in the headers. `v1` is verified with the shared secret, `v1a` with the public keys at the `jwksUrl` of the webhook.',
          // What arrives is signed; no scheme of a key says that.
          security: [],
          requestBody: {
            required: true,
            ...json(answered.ref(eventSchema(type, definition), `Event.${type}`)),
          },
          responses: { '2XX': { description: 'Taken. Anything else is tried again by the schedule.' } },
        },
      },
    ]),
  )

  return {
    openapi: '3.1.0',
    info: {
      title: 'Gatepost',
      version,
      description: 'Users, events and webhooks of this Gatepost server.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url }],
    paths,
    webhooks,
    components: {
      schemas: { ...answered.schemas(), ...sent.schemas() },
      headers: HEADERS,
      parameters: PARAMETERS,
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key of `gatepost key create` or of the console.',
        },
      },
    },
  }
}

const problemAnswer = (description: string, schema: object): object => ({
  description,
  headers: { ...LIMITS, 'Retry-After': header('RetryAfter') },
  content: { 'application/problem+json': { schema } },
})

/** Those who accept server-sent events get them from an operation that has a stream. */
const contentOf = (schema: object, { stream }: ApiOperation, status: string): object => ({
  'application/json': { schema },
  ...(stream && status === '200' ? { 'text/event-stream': { schema: { type: 'string' } } } : {}),
})

function json(schema: object): object {
  return { content: { 'application/json': { schema } } }
}

/** Text of any length, by media type. */
function files(types: readonly string[]): object {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]))
}

interface JsonObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
}

function parameters(place: 'path' | 'query', schema: z.ZodType | undefined, path: string): object[] {
  if (!schema) {
    const names = place === 'path' ? [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]) : []
    return names.map((name) => ({ name, in: place, required: true, schema: { type: 'string' } }))
  }
  const { properties = {}, required = [] }: JsonObjectSchema = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  })
  return Object.entries(properties).map(([name, described]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: described,
  }))
}
