import { Router } from 'express'
import { z } from 'zod'
import { say } from '../../../views/languages/index.ts'
import { MfaCodesPage, MfaEnrolPage } from '../../../views/pages/mfa-enrol.tsx'
import { Refusal } from '../../domain/errors.ts'
import { beginTotpEnrolment } from '../../usecases/begin-totp-enrolment.ts'
import { confirmTotp } from '../../usecases/confirm-totp.ts'
import { readTotpEnrolment } from '../../usecases/read-totp-enrolment.ts'
import { regenerateRecoveryCodes } from '../../usecases/regenerate-recovery-codes.ts'
import { removeTotp } from '../../usecases/remove-totp.ts'
import { leaveFlash, renewSessionId } from '../browser-session.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm } from '../forms.ts'
import { signedIn } from '../guards.tsx'
import { mfaForms, proofFields } from '../mfa-forms.tsx'
import type { PageParts } from '../parts.ts'
import { accountShell, sendPage } from '../shell.ts'

const confirmForm = z.object({ code: field.required('type_shown_code') })
const proofForm = z.object(proofFields)

/** Turning the second factor on and off. Every change asks for the password, and for the factor where there is one. */
export function mfaRoutes(parts: PageParts): Router {
  const { deps } = parts
  const { show, counted, proofsOf } = mfaForms(parts)

  const router = Router()
  router
    .route('/mfa')
    .get((req, res) => show(req, res))
    .all(methodNotAllowed('GET, HEAD'))

  router
    .route('/mfa/begin')
    .post(async (req, res) => {
      try {
        const proofs = proofsOf(req, readForm(proofForm, req))
        const { secret, uri } = await counted(req, (userId) =>
          beginTotpEnrolment(deps, { userId, proofs }, contextOf(req)),
        )
        sendPage(res, <MfaEnrolPage {...accountShell(req, res)} otpauthUri={uri} secret={secret} />)
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors, 'begin')
      }
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/mfa/confirm')
    .post(async (req, res) => {
      const { id } = signedIn(req).user
      try {
        const { code } = readForm(confirmForm, req)
        const { recoveryCodes } = await counted(req, (userId) =>
          confirmTotp(deps, { userId, code }, contextOf(req)),
        )
        req.session.factorProven = true
        await renewSessionId(req)
        if (recoveryCodes.length === 0) {
          leaveFlash(req, say('passkey.appAdded'))
          return res.redirect(303, '/account/mfa')
        }
        sendPage(res, <MfaCodesPage {...accountShell(req, res)} codes={recoveryCodes} why="enrolled" />)
      } catch (error) {
        const begun =
          error instanceof Refusal && error.code === 'gone' ? undefined : await readTotpEnrolment(deps, id)
        if (!begun) {
          leaveFlash(req, say('mfa.tookTooLong'), 'warn')
          return res.redirect(303, '/account/mfa')
        }
        const { status, errors } = formErrors(error, {}, 'code')
        const shell = accountShell(req, res)
        sendPage(
          res,
          <MfaEnrolPage {...shell} otpauthUri={begun.uri} secret={begun.secret} errors={errors} />,
          status,
        )
      }
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/mfa/codes')
    .post(async (req, res) => {
      try {
        const proofs = proofsOf(req, readForm(proofForm, req))
        const { recoveryCodes } = await counted(req, (userId) =>
          regenerateRecoveryCodes(deps, { userId, proofs }, contextOf(req)),
        )
        sendPage(res, <MfaCodesPage {...accountShell(req, res)} codes={recoveryCodes} why="renewed" />)
      } catch (error) {
        const { status, errors } = formErrors(error, {}, 'code')
        await show(req, res, status, errors, 'codes')
      }
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/mfa/remove')
    .post(async (req, res) => {
      try {
        const proofs = proofsOf(req, readForm(proofForm, req))
        await counted(req, (userId) => removeTotp(deps, { userId, proofs }, contextOf(req)))
        leaveFlash(req, say('mfa.isOff'))
        res.redirect(303, '/account/mfa')
      } catch (error) {
        const { status, errors } = formErrors(error, {}, 'code')
        await show(req, res, status, errors, 'remove')
      }
    })
    .all(methodNotAllowed('POST'))
  return router
}
