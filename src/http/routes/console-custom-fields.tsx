import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { CustomFieldPage } from '../../../views/pages/custom-fields.tsx'
import { FIELD_EDITORS, FIELD_TYPES, type FieldDefinition } from '../../domain/custom-field.ts'
import { Refusal } from '../../domain/errors.ts'
import { fieldVersion, unchangedSince } from '../../domain/versions.ts'
import {
  changeCustomField,
  defineCustomField,
  removeCustomField,
} from '../../usecases/define-custom-field.ts'
import { listCustomFields } from '../../usecases/list-custom-fields.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { marksOf, refuseOvertaken } from '../edit-marks.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'

const SETTINGS = '/console/settings'
const CHOICES_TEXT = 50_000

const changeable = {
  label: field.optional(),
  labelZh: field.optional(),
  choices: field.optional(CHOICES_TEXT),
  required: field.flag,
  editor: z.enum(FIELD_EDITORS, 'Choose who fills it in.'),
}
const newForm = z.object({
  ...changeable,
  key: field.required('Give the field a key.'),
  type: z.enum(FIELD_TYPES, 'Choose a type.'),
  private: field.flag,
})
const editForm = z.object(changeable)

/** The fields that the operator adds to every profile. */
export function customFieldRoutes({ deps }: PageParts): Router {
  const router = Router()

  const typedValues = (req: Request) => typed(req, 'key', 'type', 'label', 'labelZh', 'choices', 'editor')
  const ticked = (req: Request, name: string) => req.body?.[name] !== undefined

  const showNew = async (req: Request, res: Response, status = 200, errors = {}) => {
    const empty = { key: '', type: 'text', label: '', labelZh: '', choices: '', editor: 'operator' }
    const boxes = { required: ticked(req, 'required'), private: ticked(req, 'private') }
    const values = { ...empty, ...typedValues(req), ...boxes }
    sendPage(res, <CustomFieldPage {...(await consoleShell(req, res))} {...{ values, errors }} />, status)
  }
  router
    .route('/settings/fields/new')
    .get((req, res) => showNew(req, res))
    .all(methodNotAllowed('GET, HEAD'))
  router
    .route('/settings/fields')
    .post(async (req, res) => {
      try {
        const { key, type, private: hidden, ...rest } = readForm(newForm, req)
        const given = { ...definitionOf(rest, key.trim()), type, private: hidden }
        const choices = type === 'choice' ? given.choices : []
        await defineCustomField(deps, { ...given, choices }, operatorContext(req))
        leaveFlash(req, 'The field is on the forms.')
        res.redirect(303, SETTINGS)
      } catch (error) {
        const { status, errors } = formErrors(error)
        await showNew(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('POST'))

  const find = async (wanted: string) => {
    const found = (await listCustomFields(deps)).find(({ key }) => key === wanted)
    if (!found) throw new Refusal('not_found')
    return found
  }
  const showEdit = async (req: Request<{ key: string }>, res: Response, status = 200, errors = {}) => {
    const edited = await find(req.params.key)
    const { key, type, private: hidden } = edited
    const shown = shownOf(edited)
    const required = req.method === 'POST' ? ticked(req as Request, 'required') : shown.required
    const values = { key, type, ...shown, ...typedValues(req as Request), required, private: hidden }
    const shell = await consoleShell(req as Request, res)
    sendPage(
      res,
      <CustomFieldPage {...shell} {...{ edited, values, errors }} seen={marksOf(shown)} />,
      status,
    )
  }
  router
    .route('/settings/fields/:key/edit')
    .get((req, res) => showEdit(req, res))
    .post(async (req, res) => {
      try {
        const shown = await find(req.params.key)
        refuseOvertaken(req as Request, shownOf(shown))
        const { key, ...changes } = definitionOf(readForm(editForm, req), req.params.key)
        const unchanged = unchangedSince(shown, (one) => fieldVersion(deps.keyring, one))
        await changeCustomField(deps, { key, changes, unchanged }, operatorContext(req))
        leaveFlash(req, 'Field saved.')
        res.redirect(303, SETTINGS)
      } catch (error) {
        const { status, errors } = formErrors(error)
        await showEdit(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  router
    .route('/settings/fields/:key/remove')
    .post(async (req, res) => {
      readForm(z.object({}), req)
      await removeCustomField(deps, { key: req.params.key }, operatorContext(req))
      leaveFlash(req, 'The field is off the forms. What users hold is kept.')
      res.redirect(303, SETTINGS)
    })
    .all(methodNotAllowed('POST'))
  return router
}

/** What the form of a field shows, apart from what stays as it was made. */
function shownOf({ labels, choices, editor, required }: FieldDefinition) {
  const label = { label: labels.en, labelZh: labels['zh-CN'] ?? '' }
  return { ...label, choices: choices.join('\n'), editor, required }
}

function definitionOf(sent: z.infer<typeof editForm>, key: string) {
  const { label, labelZh, choices, required, editor } = sent
  const lines = (choices ?? '').split('\n').map((line) => line.trim().normalize('NFC'))
  return {
    key,
    labels: { en: label?.trim() ?? '', 'zh-CN': labelZh?.trim() ?? null },
    choices: [...new Set(lines.filter((line) => line !== ''))],
    required,
    editor,
  }
}
