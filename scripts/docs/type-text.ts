/** The parts of a JSON Schema that the catalogue makes use of. */
export interface Schema {
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  type?: string | string[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
}

/** Lines are this long at most, as everywhere. */
const WIDTH = 110

/** A JSON Schema of the catalogue as a TypeScript type. \`known\` names the types that have a name of their own. */
export function typeText(
  schema: Schema | boolean | undefined,
  indent: string,
  known: ReadonlyMap<string, string> = new Map(),
): string {
  if (schema === undefined || typeof schema === 'boolean') return 'unknown'
  const { const: constant, enum: values, anyOf, type } = schema
  if (constant !== undefined) return quoted(constant)
  if (values) return values.map(quoted).join(' | ')
  if (anyOf) return [...new Set(anyOf.map((one) => typeText(one, indent, known)))].join(' | ')
  if (type === 'array') return listOf(schema, indent, known)
  if (type === 'object') return objectOf(schema, indent, known)
  if (type === undefined) return 'unknown'
  return [type]
    .flat()
    .map((one) => PRIMITIVES[one] ?? 'unknown')
    .join(' | ')
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
}

type Known = ReadonlyMap<string, string>

function objectOf(
  { properties, required = [], additionalProperties }: Schema,
  indent: string,
  known: Known,
): string {
  if (!properties) return `Readonly<Record<string, ${typeText(additionalProperties, indent, known)}>>`
  const whole = lines(properties, required, '', new Map())
  const name = known.get(whole)
  return name ?? lines(properties, required, indent, known)
}

function lines(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
  indent: string,
  known: Known,
): string {
  const inner = `${indent}  `
  const fields = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?'
    return `${folded(`${inner}readonly ${name}${mark}: ${typeText(schema, inner, known)}`, inner)}\n`
  })
  return `{\n${fields.join('')}${indent}}`
}

/** A line that is too long for its choices, with one on each line. */
function folded(line: string, indent: string): string {
  if (line.length <= WIDTH || line.includes('\n')) return line
  const [name, ...parts] = line.split(/: | \| /)
  return [`${name}:`, ...parts.map((part) => `${indent}  | ${part}`)].join('\n')
}

function listOf({ items }: Schema, indent: string, known: Known): string {
  const item = typeText(items, indent, known)
  return `readonly ${item.includes('|') ? `(${item})` : item}[]`
}

const quoted = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value))
