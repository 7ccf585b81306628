import { Router } from 'express'
import { z } from 'zod'
import { say } from '../../../views/languages/index.ts'
import { describeBrowser } from '../../../views/pages/describe-browser.ts'
import { MfaCodesPage } from '../../../views/pages/mfa-enrol.tsx'
import { MfaPasskeyPage } from '../../../views/pages/mfa-passkeys.tsx'
import { Refusal } from '../../domain/errors.ts'
import { beginPasskeyEnrolment } from '../../usecases/begin-passkey-enrolment.ts'
import { confirmPasskey } from '../../usecases/confirm-passkey.ts'
import { removePasskey } from '../../usecases/remove-passkey.ts'
import { renamePasskey } from '../../usecases/rename-passkey.ts'
import { leaveFlash, renewSessionId } from '../browser-session.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { signedIn } from '../guards.tsx'
import { mfaForms, proofFields } from '../mfa-forms.tsx'
import type { PageParts } from '../parts.ts'
import { ANSWER_MAX } from '../passkey-sign-in.ts'
import { passkeyProof, siteOf, useIn } from '../passkeys.ts'
import { accountShell, sendPage } from '../shell.ts'

const beginForm = z.object(proofFields)
const confirmForm = z.object({
  name: field.required('passkey_name', 1000),
  passkey: field.required('passkey_old', ANSWER_MAX),
})
const renameForm = z.object({
  id: field.required('passkey_name'),
  name: field.required('passkey_name', 1000),
})
const removeForm = z.object({ id: field.required('passkey_name'), ...proofFields })

/** A person's passkeys: adding asks for the same proofs as an app does, and the challenge stands for them. */
export function passkeyRoutes(parts: PageParts): Router {
  const { deps } = parts
  const { show, counted, proofsOf } = mfaForms(parts)
  const router = Router()

  router
    .route('/mfa/passkeys/begin')
    .post(async (req, res) => {
      try {
        const site = siteOf(parts)
        if (!site) throw new Refusal('not_found')
        const proofs = proofsOf(req, readForm(beginForm, req))
        const options = await counted(req, (userId) =>
          beginPasskeyEnrolment(deps, { userId, proofs, site, use: useIn(req, 'enrol') }, contextOf(req)),
        )
        const { name: browser, system } = describeBrowser(req.get('user-agent') ?? null)
        const name = [browser, system].filter((part) => part !== null).join(', ')
        sendPage(res, <MfaPasskeyPage {...accountShell(req, res)} options={options} name={name} />)
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors, 'passkey')
      }
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/mfa/passkeys')
    .post(async (req, res) => {
      try {
        const { name, passkey } = readForm(confirmForm, req)
        const { id } = signedIn(req).user
        const proof = passkeyProof(parts, req, 'enrol', passkey)
        const { recoveryCodes } = await confirmPasskey(deps, { userId: id, name, proof }, contextOf(req))
        req.session.factorProven = true
        await renewSessionId(req)
        if (recoveryCodes.length > 0)
          return sendPage(
            res,
            <MfaCodesPage {...accountShell(req, res)} codes={recoveryCodes} why="enrolled" />,
          )
        leaveFlash(req, say('passkey.isAdded'))
        res.redirect(303, '/account/mfa')
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/mfa/passkeys/rename')
    .post(async (req, res) => {
      try {
        const { id, name } = readForm(renameForm, req)
        await renamePasskey(deps, { userId: signedIn(req).user.id, id, name })
        leaveFlash(req, say('passkey.isRenamed'))
        res.redirect(303, '/account/mfa')
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors, `rename-${typed(req, 'id').id}`)
      }
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/mfa/passkeys/remove')
    .post(async (req, res) => {
      try {
        const { id, ...given } = readForm(removeForm, req)
        const proofs = proofsOf(req, given)
        await counted(req, (userId) => removePasskey(deps, { userId, id, proofs }, contextOf(req)))
        leaveFlash(req, say('passkey.isRemoved'))
        res.redirect(303, '/account/mfa')
      } catch (error) {
        const { status, errors } = formErrors(error, {}, 'code')
        await show(req, res, status, errors, `remove-${typed(req, 'id').id}`)
      }
    })
    .all(methodNotAllowed('POST'))
  return router
}
