import { z } from 'zod'
import type { FieldFaults } from './errors.ts'
import { type Fault, type Faults, fault } from './faults.ts'
import type { Checked } from './identifiers.ts'
import { type CustomFields, type CustomValue, checkLine, customFieldFaults } from './user-profile.ts'

export const FIELD_TYPES = ['text', 'number', 'boolean', 'date', 'choice'] as const
export type FieldType = (typeof FIELD_TYPES)[number]
export const FIELD_EDITORS = ['user', 'operator'] as const
export const LABEL_LANGUAGES = ['en', 'zh-CN'] as const
export type LabelLanguage = (typeof LABEL_LANGUAGES)[number]

export const FIELDS_MAX = 30
const CHOICES_MAX = 200
const TEXT_MAX = 1000

/**
 * A profile field that the operator defines. Key, type and `private` stay as they were made: values of old are always
 * of their type, and what was promised not to leave never does.
 */
export const fieldDefinitionSchema = z.object({
  key: z.string(),
  type: z.enum(FIELD_TYPES),
  labels: z.object({ en: z.string(), 'zh-CN': z.string().nullable() }),
  /** What a `choice` may be. */
  choices: z.array(z.string()),
  required: z.boolean(),
  /** It never leaves: not in events, not in answers of the API, not in exports. */
  private: z.boolean(),
  /** Who may fill it in: the person and operators, or operators alone. */
  editor: z.enum(FIELD_EDITORS),
  /** Taken off the forms. The mark stays, so that a private key can never come back as a public one. */
  removed: z.boolean(),
})
export type FieldDefinition = z.infer<typeof fieldDefinitionSchema>

/** The label in a language (a BCP 47 tag), else the English one. */
export function fieldLabel({ labels }: Pick<FieldDefinition, 'labels'>, language = 'en'): string {
  return language.toLowerCase().startsWith('zh') ? (labels['zh-CN'] ?? labels.en) : labels.en
}

/** Faults of a definition by the name of the form's field; empty when all is well. */
export function definitionFaults(definition: FieldDefinition): Faults {
  const faults: Faults = {}
  if (!/^[a-zA-Z][a-zA-Z0-9_]{0,63}$/.test(definition.key))
    faults.key = 'A key begins with a letter and holds letters, digits and underscores, 64 at most.'
  else if (Object.hasOwn(Object.prototype, definition.key)) faults.key = 'This word cannot be a key.'
  const { en, 'zh-CN': zh } = definition.labels
  if (en === '') faults.label = 'Give the field a label.'
  else Object.assign(faults, faultOf('label', checkLine(en, 60)))
  if (zh !== null) Object.assign(faults, faultOf('labelZh', checkLine(zh, 60)))
  if (definition.type !== 'choice') return faults
  if (definition.choices.length === 0) faults.choices = 'Name at least one choice.'
  else if (definition.choices.length > CHOICES_MAX) faults.choices = `At most ${CHOICES_MAX} choices.`
  else {
    const bad = definition.choices.map((text) => checkLine(text, 200)).find((one) => 'fault' in one)
    if (bad) Object.assign(faults, faultOf('choices', bad))
  }
  return faults
}

const faultOf = (name: string, checked: Checked<string>) =>
  'fault' in checked ? { [name]: checked.fault } : {}

/** A value typed into a form or a cell, in the type of its field; what cannot be one is refused later: NaN, or text. */
export function readFieldText(type: FieldType, text: string): CustomValue {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (type === 'number') return Number(trimmed)
  if (type === 'boolean') {
    if (/^(?:true|yes|on|1)$/i.test(trimmed)) return true
    return /^(?:false|no|off|0)$/i.test(trimmed) ? false : trimmed
  }
  return type === 'date' ? trimmed : trimmed.normalize('NFC')
}

function valueFault(definition: FieldDefinition, value: Exclude<CustomValue, null>): Fault | undefined {
  switch (definition.type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : fault('not_a_number')
    case 'boolean':
      return typeof value === 'boolean' ? undefined : fault('not_a_flag')
    case 'date':
      return typeof value === 'string' && isDay(value) ? undefined : fault('day_form')
    case 'choice':
      return typeof value === 'string' && definition.choices.includes(value)
        ? undefined
        : fault('not_a_choice', { choices: firstChoices(definition.choices) })
    case 'text': {
      if (typeof value !== 'string') return fault('not_a_text')
      const checked = checkLine(value, TEXT_MAX)
      return 'fault' in checked ? checked.fault : undefined
    }
  }
}

function firstChoices(choices: readonly string[]): string {
  return `${choices.slice(0, 10).join(', ')}${choices.length > 10 ? ', …' : ''}`
}

/** A day of the calendar as RFC 3339 writes it (full-date). */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/**
 * Faults of given custom fields by path (`customFields.department`). Until an operator defines fields any key is
 * taken; from then on only those, and what nobody defines can be cleared but not written.
 */
export function givenFieldFaults(
  given: CustomFields,
  definitions: readonly FieldDefinition[],
  held: CustomFields = {},
): FieldFaults {
  const faults: Faults = { ...customFieldFaults(given) }
  const live = definitions.filter((definition) => !definition.removed)
  for (const [key, value] of Object.entries(given)) {
    const path = `customFields.${key}`
    if (value === null || faults[path] !== undefined || (Object.hasOwn(held, key) && held[key] === value))
      continue
    const definition = live.find((one) => one.key === key)
    const removed = definitions.some((one) => one.key === key && one.removed)
    const wrong = definition
      ? valueFault(definition, value)
      : live.length > 0 || removed
        ? 'No custom field has this key.'
        : undefined
    if (wrong !== undefined) faults[path] = wrong
  }
  return faults
}

/** Faults of required fields that would be empty. `editor` narrows to those that the person fills in. */
export function missingFieldFaults(
  values: CustomFields,
  definitions: readonly FieldDefinition[],
  editor?: FieldDefinition['editor'],
): FieldFaults {
  const faults: Faults = {}
  for (const { key, required, removed, editor: whose } of definitions) {
    if (!required || removed || (editor !== undefined && whose !== editor)) continue
    if (values[key] == null) faults[`customFields.${key}`] = fault('needed')
  }
  return faults
}

/** The values as they are kept: apart from each other, so that what is private cannot leave by accident. */
export function splitFields(
  values: CustomFields,
  definitions: readonly FieldDefinition[],
): { customFields: CustomFields; privateFields: CustomFields } {
  const hidden = new Set(definitions.filter((one) => one.private).map((one) => one.key))
  const pick = (wanted: boolean) =>
    Object.fromEntries(
      Object.entries(values).filter(([key, value]) => value !== null && hidden.has(key) === wanted),
    )
  return { customFields: pick(false), privateFields: pick(true) }
}
