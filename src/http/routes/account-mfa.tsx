import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { say } from '../../../views/languages/index.ts'
import { MfaCodesPage, MfaEnrolPage, MfaOffPage, MfaOnPage } from '../../../views/pages/mfa.tsx'
import { Refusal } from '../../domain/errors.ts'
import type { CodeProof } from '../../domain/factor.ts'
import { beginTotpEnrolment } from '../../usecases/begin-totp-enrolment.ts'
import { confirmTotp } from '../../usecases/confirm-totp.ts'
import { readSecurity } from '../../usecases/read-security.ts'
import { readTotpEnrolment } from '../../usecases/read-totp-enrolment.ts'
import { regenerateRecoveryCodes } from '../../usecases/regenerate-recovery-codes.ts'
import { removeTotp } from '../../usecases/remove-totp.ts'
import { leaveFlash, renewSessionId } from '../browser-session.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm } from '../forms.ts'
import { signedIn } from '../guards.tsx'
import { guarded, isWrongCode, isWrongPassword, ownPassword } from '../guessing.ts'
import type { PageParts } from '../parts.ts'
import { accountShell, sendPage } from '../shell.ts'

const beginForm = z.object({ password: field.password() })
const confirmForm = z.object({ code: field.required('type_shown_code') })
const proofForm = z.object({
  password: field.password(),
  code: field.required('type_any_code'),
})

/** Turning the second factor on and off. Every change asks for the password, and for the factor where there is one. */
export function mfaRoutes({ deps, guessing }: PageParts): Router {
  const show = async (
    req: Request,
    res: Response,
    status = 200,
    errors = {},
    refused?: 'remove' | 'codes',
  ) => {
    const shell = accountShell(req, res)
    const { totpSince, recoveryCodesLeft } = await readSecurity(deps, signedIn(req).user.id)
    sendPage(
      res,
      totpSince === null ? (
        <MfaOffPage {...shell} errors={errors} />
      ) : (
        <MfaOnPage
          {...shell}
          since={totpSince}
          codesLeft={recoveryCodesLeft}
          errors={errors}
          refused={refused}
        />
      ),
      status,
    )
  }
  /** Counts a try at the password, or at the first code of a new app. */
  const counted = <T,>(req: Request, act: (userId: string) => Promise<T>): Promise<T> => {
    const { id } = signedIn(req).user
    const isWrong = (refusal: Refusal) => isWrongPassword(refusal) || isWrongCode(refusal)
    return guarded(guessing, ownPassword(id), isWrong, () => act(id))
  }
  /**
   * The same for an act that asks for the factor as well. Its tries share the counter of signing in, which the right
   * password alone never clears, here or elsewhere.
   */
  const countedFactor = <T,>(req: Request, act: (userId: string) => Promise<T>): Promise<T> =>
    counted(req, (userId) =>
      guarded(guessing, [{ name: 'factorAccount', key: userId, clears: true }], isWrongCode, () =>
        act(userId),
      ),
    )

  const router = Router()
  router
    .route('/mfa')
    .get((req, res) => show(req, res))
    .all(methodNotAllowed('GET, HEAD'))

  router
    .route('/mfa/begin')
    .post(async (req, res) => {
      try {
        const { password } = readForm(beginForm, req)
        const { secret, uri } = await counted(req, (userId) =>
          beginTotpEnrolment(deps, { userId, proofs: { password } }, contextOf(req)),
        )
        sendPage(res, <MfaEnrolPage {...accountShell(req, res)} otpauthUri={uri} secret={secret} />)
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors)
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
        const { password, code } = readForm(proofForm, req)
        const { recoveryCodes } = await countedFactor(req, (userId) =>
          regenerateRecoveryCodes(
            deps,
            { userId, proofs: { password, factor: proofOf(code) } },
            contextOf(req),
          ),
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
        const { password, code } = readForm(proofForm, req)
        await countedFactor(req, (userId) =>
          removeTotp(deps, { userId, proofs: { password, factor: proofOf(code) } }, contextOf(req)),
        )
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

/** Six digits are a code of the app, anything else is taken for a recovery code. */
function proofOf(code: string): CodeProof {
  const digits = code.replace(/\s/g, '')
  return /^\d{6}$/.test(digits) ? { kind: 'totp', code: digits } : { kind: 'recovery_code', code }
}
