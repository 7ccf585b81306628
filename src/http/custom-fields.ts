import type { Request } from 'express'
import type { z } from 'zod'
import type { CustomInput } from '../../views/partials/custom-inputs.tsx'
import { type FieldDefinition, fieldLabel, readFieldText } from '../domain/custom-field.ts'
import type { CustomFields, CustomValue } from '../domain/user-profile.ts'
import { field, typed } from './forms.ts'

const nameOf = (key: string) => `custom.${key}`

/** What a form takes of the fields: `custom.KEY`, as text. */
export function customShape(definitions: readonly FieldDefinition[]): Record<string, z.ZodType> {
  return Object.fromEntries(definitions.map(({ key }) => [nameOf(key), field.line]))
}

/** The fields as sent, in their types. A box that is not ticked is not sent, and means no. */
export function customOf(
  definitions: readonly FieldDefinition[],
  sent: Readonly<Record<string, unknown>>,
): CustomFields {
  const fields: Record<string, CustomValue> = {}
  for (const { key, type } of definitions) {
    const text = sent[nameOf(key)]
    if (type === 'boolean') fields[key] = typeof text === 'string' ? readFieldText(type, text) : false
    else if (text !== undefined) fields[key] = typeof text === 'string' ? readFieldText(type, text) : null
  }
  return fields
}

/** The fields as a form shows them: what was typed, else what is held. */
export function customInputs(
  req: Request,
  definitions: readonly FieldDefinition[],
  held: CustomFields,
  language?: string | null,
): CustomInput[] {
  const posted = req.method === 'POST'
  return definitions.map((definition) => {
    const name = nameOf(definition.key)
    const shown = posted
      ? (typed(req, name)[name] ?? (definition.type === 'boolean' ? '' : undefined))
      : undefined
    return {
      name,
      label: fieldLabel(definition, language ?? 'en'),
      type: definition.type,
      choices: definition.choices,
      required: definition.required,
      value: shown ?? String(held[definition.key] ?? ''),
    }
  })
}

/** Faults of a use-case under the names of the form: `customFields.KEY` becomes `custom.KEY`. */
export function customErrors<Words>(errors: Readonly<Record<string, Words>>): Record<string, Words> {
  return Object.fromEntries(
    Object.entries(errors).map(([name, words]) => [name.replace(/^customFields\./, 'custom.'), words]),
  )
}
