/**
 * A filter on an event's content. Plain comparisons in two levels, `all` of which may hold `any`: no expression
 * language and no regular expression, so that it can neither hang nor throw.
 */
import { z } from 'zod'

const scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()], {
  error: 'Compare with a text, a number, true, false or null.',
})

const path = z
  .string()
  .max(200)
  .regex(
    /^(?:type|(?:data|context)(?:\.[A-Za-z0-9_-]+)+)$/,
    'Write type, or a path such as data.user.externalId or data.changes.email.',
  )

const test = z
  .strictObject({
    path,
    equals: scalar.optional(),
    in: z.array(scalar).min(1).max(200).optional(),
    exists: z.boolean().optional(),
    prefix: z.string().min(1).max(1000).optional(),
  })
  .refine(
    (one) => [one.equals, one.in, one.exists, one.prefix].filter((part) => part !== undefined).length === 1,
    'Give exactly one of equals, in, exists and prefix.',
  )
const negated = z.strictObject({ not: test })
const either = z.strictObject({
  any: z
    .array(z.union([test, negated]))
    .min(1)
    .max(50),
})

/** All clauses must hold. A clause is a test, `{"not": test}` or `{"any": [tests]}`. */
export const filterSchema = z.strictObject({
  all: z
    .array(
      z.union([test, negated, either], {
        error:
          'A clause is {"path": …} with one of "equals", "in", "exists" and "prefix", or {"not": test}, or {"any": [tests]}.',
      }),
    )
    .min(1, 'Give at least one clause, or null for no filter.')
    .max(50),
})
export type Filter = z.infer<typeof filterSchema>
type Test = z.infer<typeof test>
type Clause = Filter['all'][number]

/** What a filter looks at. */
export interface Filterable {
  readonly type: string
  readonly data: unknown
  readonly context: unknown
}

/** Whether an event passes; no filter lets everything pass. */
export function passesFilter(filter: Filter | null, event: Filterable): boolean {
  return filter === null || filter.all.every((clause) => holds(clause, event))
}

function holds(clause: Clause, event: Filterable): boolean {
  if ('any' in clause) return clause.any.some((one) => holds(one, event))
  if ('not' in clause) return !passes(clause.not, event)
  return passes(clause, event)
}

function passes(test: Test, event: Filterable): boolean {
  const value = valueAt(event, test.path)
  if (test.exists !== undefined) return test.exists === (value !== undefined && value !== null)
  const prefix = test.prefix
  if (prefix !== undefined) return anyOf(value, (one) => typeof one === 'string' && one.startsWith(prefix))
  const wanted = test.in ?? [test.equals]
  return anyOf(value, (one) => wanted.some((other) => other === one))
}

/** A list passes when one of its members does: `data.methods` equals `totp`. */
function anyOf(value: unknown, check: (one: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some(check) : check(value)
}

function valueAt(event: Filterable, path: string): unknown {
  let value: unknown = event
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
