import { z } from 'zod'

/** One field of a body, an answer or an address, as the reference shows it. */
export interface FieldReference {
  /** `user.email`, `data[].id` */
  readonly name: string
  /** `string`, `integer`, `"a" or "b"`, `list of string`, `string or null` */
  readonly type: string
  readonly required: boolean
  readonly description: string
}

export interface OperationReference {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly tag: string
  readonly summary: string
  /** Undefined where any key will do. */
  readonly scope: string | undefined
  readonly parameters: readonly (FieldReference & { readonly place: string })[]
  readonly body: readonly FieldReference[] | undefined
  readonly answers: readonly {
    readonly status: string
    readonly description: string
    readonly fields: readonly FieldReference[]
  }[]
}

/** As much of JSON Schema as our own document uses. */
interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly description?: string
  readonly default?: unknown
}

const schemaSchema = z.custom<Schema>((value) => typeof value === 'object' && value !== null)
const content = z.record(z.string(), z.object({ schema: schemaSchema })).optional()
const parameterSchema = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean(),
  description: z.string().optional(),
  schema: schemaSchema,
})
const operationSchema = z.object({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  security: z.array(z.object({ key: z.array(z.string()) })),
  parameters: z.array(z.union([parameterSchema, z.object({ $ref: z.string() })])),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content })),
})
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({
    schemas: z.record(z.string(), schemaSchema),
    parameters: z.record(z.string(), parameterSchema),
  }),
})

/** How deep the fields of an object within an object are told. */
const DEPTH = 3

/** Every operation of an OpenAPI document, in its order, read for people. */
export function readReference(document: unknown): readonly OperationReference[] {
  const { paths, components } = documentSchema.parse(document)
  const nameOf = (ref: string) => ref.slice(ref.lastIndexOf('/') + 1)
  const resolve = (schema: Schema): Schema => {
    if (schema.$ref === undefined) return schema
    const { $ref, ...beside } = schema
    return { ...resolve(components.schemas[nameOf($ref)] ?? {}), ...beside }
  }
  const typeOf = (given: Schema): string => {
    const schema = resolve(given)
    const choices = schema.anyOf ?? schema.oneOf
    if (choices) return [...new Set(choices.map(typeOf))].join(' or ')
    if (schema.const !== undefined) return JSON.stringify(schema.const)
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ')
    if (schema.items) return `list of ${typeOf(schema.items)}`
    return [schema.type ?? 'anything'].flat().join(' or ')
  }
  const fieldsOf = (given: Schema, prefix = '', depth = 0): FieldReference[] => {
    const schema = resolve(given)
    const { properties = {}, required = [] } = schema
    if (schema.items) return fieldsOf(schema.items, `${prefix.replace(/\.$/, '')}[].`, depth)
    const [only, ...more] = (schema.anyOf ?? []).filter(({ type }) => type !== 'null')
    if (only && more.length === 0) return fieldsOf(only, prefix, depth)
    return Object.entries(properties).flatMap(([name, field]) => [
      {
        name: prefix + name,
        type: typeOf(field),
        required: required.includes(name),
        description: wordsOf(resolve(field)),
      },
      ...(depth + 1 < DEPTH ? fieldsOf(field, `${prefix}${name}.`, depth + 1) : []),
    ])
  }
  const schemaIn = (parts: z.infer<typeof content>): Schema | undefined =>
    Object.values(parts ?? {})[0]?.schema

  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): OperationReference => {
      const body = schemaIn(operation.requestBody?.content)
      const parameters = operation.parameters.flatMap((one) =>
        '$ref' in one ? (components.parameters[nameOf(one.$ref)] ?? []) : [one],
      )
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        tag: operation.tags[0] ?? '',
        summary: operation.summary,
        scope: operation.security.flatMap(({ key }) => key)[0],
        parameters: parameters.map((one) => ({
          name: one.name,
          type: typeOf(one.schema),
          required: one.required,
          description: one.description ?? wordsOf(one.schema),
          place: one.in,
        })),
        body: body && fieldsOf(body),
        answers: Object.entries(operation.responses)
          .filter(([status]) => /^[23]\d\d$/.test(status))
          .map(([status, { description, content }]) => {
            const schema = schemaIn(content)
            return { status, description, fields: schema ? fieldsOf(schema) : [] }
          }),
      }
    }),
  )
}

function wordsOf({ description, default: usual }: Schema): string {
  const unless = usual === undefined ? [] : [`${JSON.stringify(usual)} unless told`]
  return [...(description ? [description] : []), ...unless].join('; ')
}
