import { z } from 'zod'
import {
  FIELD_EDITORS,
  FIELD_TYPES,
  type FieldDefinition,
  fieldDefinitionSchema,
} from '../../../domain/custom-field.ts'
import { Refusal } from '../../../domain/errors.ts'
import { fieldVersion } from '../../../domain/versions.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import {
  changeCustomField,
  defineCustomField,
  removeCustomField,
} from '../../../usecases/define-custom-field.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { listCustomFields } from '../../../usecases/list-custom-fields.ts'
import { pageOf } from '../pages.ts'

const text = z.string().max(300)
const choices = z.array(text, 'Send a list of texts.').max(200)
const editor = z.enum(FIELD_EDITORS, `Send one of ${FIELD_EDITORS.join(', ')}.`)
const newField = z.object({
  key: text,
  type: z.enum(FIELD_TYPES, `Send one of ${FIELD_TYPES.join(', ')}.`),
  label: text,
  labelZh: text.nullable().default(null).describe('The label on pages in Chinese'),
  choices: choices.default([]).describe('What a `choice` may be'),
  required: z.boolean().default(false),
  private: z.boolean().default(false).describe('Its values never leave: not in events, not in answers'),
  editor: editor.default('operator').describe('Who may fill it in: the person as well, or operators alone'),
})
const changes = z.object({
  label: text.optional(),
  labelZh: text.nullish(),
  choices: choices.optional(),
  required: z.boolean().optional(),
  editor: editor.optional(),
})
const { labels: _labels, removed: _removed, ...shown } = fieldDefinitionSchema.shape
const fieldSchema = z.object({ ...shown, label: z.string(), labelZh: z.string().nullable() })

const params = z.object({ key: z.string() })
const tag = 'Custom fields'
const path = '/custom-fields'
const read = 'settings:read'
const write = 'settings:write'

/** The fields that the operator adds to every profile. */
export function customFieldOperations(deps: Deps): readonly ApiOperation[] {
  const field = { description: 'The field', body: fieldSchema }
  const answer = (status: number, definition: FieldDefinition) => ({
    status,
    version: fieldVersion(deps.keyring, definition),
    body: fieldView(definition),
  })
  const find = async (key: string) => {
    const found = (await listCustomFields(deps)).find((one) => one.key === key)
    if (!found) throw new Refusal('not_found')
    return found
  }
  const unchangedBy = (seen: (version: string) => void) => (present: FieldDefinition) =>
    seen(fieldVersion(deps.keyring, present))

  return [
    operation({
      id: 'listCustomFields',
      method: 'get',
      path,
      tag,
      summary: 'The custom fields of a profile, in the order of the forms',
      scope: read,
      answers: { 200: { description: 'All of them', body: pageOf(fieldSchema) } },
      async run() {
        return { status: 200, body: { data: (await listCustomFields(deps)).map(fieldView), next: null } }
      },
    }),
    operation({
      id: 'createCustomField',
      method: 'post',
      path,
      tag,
      summary: 'Add a field to every profile; key, type and privacy stay as they are made',
      scope: write,
      body: newField,
      answers: { 201: { ...field, tagged: true } },
      async run({ body: { label, labelZh, ...given }, context }) {
        const labels = { en: label, 'zh-CN': labelZh }
        const made = await defineCustomField(deps, { ...given, labels }, context)
        const headers = { location: `/api/v1/custom-fields/${made.key}` }
        return { ...answer(201, made), headers }
      },
    }),
    operation({
      id: 'readCustomField',
      method: 'get',
      path: `${path}/{key}`,
      tag,
      summary: 'One field',
      scope: read,
      versioned: true,
      params,
      answers: { 200: field },
      run: async ({ params: { key } }) => answer(200, await find(key)),
    }),
    operation({
      id: 'updateCustomField',
      method: 'patch',
      path: `${path}/{key}`,
      tag,
      summary: 'Change what is sent; what users hold stays',
      scope: write,
      versioned: true,
      params,
      body: changes,
      answers: { 200: field },
      async run({ params: { key }, body: { label, labelZh, ...rest }, context, seen }) {
        const { labels } = await find(key)
        const renamed = {
          en: label ?? labels.en,
          'zh-CN': labelZh === undefined ? labels['zh-CN'] : labelZh,
        }
        const given = Object.entries(rest).filter(([, value]) => value !== undefined)
        const changes = { ...Object.fromEntries(given), labels: renamed }
        const changed = await changeCustomField(deps, { key, changes, unchanged: unchangedBy(seen) }, context)
        return answer(200, changed)
      },
    }),
    operation({
      id: 'removeCustomField',
      method: 'delete',
      path: `${path}/{key}`,
      tag,
      summary: 'Take a field off the forms; what users hold is kept',
      scope: write,
      versioned: true,
      params,
      answers: { 204: { description: 'Removed' } },
      async run({ params: { key }, context, seen }) {
        await removeCustomField(deps, { key, unchanged: unchangedBy(seen) }, context)
        return { status: 204 }
      },
    }),
  ]
}

function fieldView({ labels, removed: _, choices, ...field }: FieldDefinition): z.infer<typeof fieldSchema> {
  return { ...field, choices: [...choices], label: labels.en, labelZh: labels['zh-CN'] }
}
