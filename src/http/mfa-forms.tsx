import type { Request, Response } from 'express'
import { MfaPage } from '../../views/pages/mfa.tsx'
import { invalid, type Refusal } from '../domain/errors.ts'
import type { CodeProof } from '../domain/factor.ts'
import { type Faults, fault } from '../domain/faults.ts'
import { listPasskeys } from '../usecases/list-passkeys.ts'
import { readSecurity } from '../usecases/read-security.ts'
import type { Proofs } from '../usecases/with-proofs.ts'
import { field } from './forms.ts'
import { signedIn } from './guards.tsx'
import { guarded, isWrongCode, isWrongPassword, ownPassword } from './guessing.ts'
import type { PageParts } from './parts.ts'
import { isFreshByPasskey, siteOf } from './passkeys.ts'
import { accountShell, sendPage } from './shell.ts'

/** The proofs in a form that changes a second factor; a passkey given within ten minutes stands for both. */
export const proofFields = { password: field.password().optional(), code: field.optional() }

/** What the forms below /account/mfa share. */
export function mfaForms(parts: PageParts) {
  const { deps, guessing } = parts
  return {
    async show(req: Request, res: Response, status = 200, errors = {}, refused?: string): Promise<void> {
      const { id } = signedIn(req).user
      const { totpSince, recoveryCodesLeft, clockDoubt } = await readSecurity(deps, id)
      const passkeys = await listPasskeys(deps, id)
      sendPage(
        res,
        <MfaPage
          {...accountShell(req, res)}
          since={totpSince}
          passkeys={siteOf(parts) || passkeys.length > 0 ? passkeys : undefined}
          codesLeft={recoveryCodesLeft}
          proven={passkeys.length > 0 && isFreshByPasskey(req, deps.clock.now())}
          errors={errors}
          refused={refused}
          clockDoubt={clockDoubt && refused !== undefined}
        />,
        status,
      )
    },

    /**
     * Counts a try at the password, or at a code. Where there is a factor its tries share the counter of signing in,
     * which the right password alone never clears, here or elsewhere.
     */
    counted<T>(req: Request, act: (userId: string) => Promise<T>): Promise<T> {
      const { id, mfaEnabled } = signedIn(req).user
      const isWrong = (refusal: Refusal) => isWrongPassword(refusal) || isWrongCode(refusal)
      const factor = [{ name: 'factorAccount', key: id, clears: true }] as const
      return guarded(guessing, ownPassword(id), isWrong, () =>
        mfaEnabled ? guarded(guessing, factor, isWrongCode, () => act(id)) : act(id),
      )
    },

    /** The proofs as a form brought them. Refuses with `invalid` (password, code) where one is missing. */
    proofsOf(req: Request, given: { password?: string | undefined; code?: string | undefined }): Proofs {
      if (isFreshByPasskey(req, deps.clock.now())) return { freshPasskey: true }
      const { password, code } = given
      const faults: Faults = {}
      if (password === undefined) faults.password = fault('type_password')
      if (code === undefined && signedIn(req).user.mfaEnabled) faults.code = fault('type_any_code')
      if (password === undefined || Object.keys(faults).length > 0) throw invalid(faults)
      return { password, factor: code === undefined ? undefined : proofOf(code) }
    },
  }
}

/** Six digits are a code of the app, anything else is taken for a recovery code. */
function proofOf(code: string): CodeProof {
  const digits = code.replace(/\s/g, '')
  return /^\d{6}$/.test(digits) ? { kind: 'totp', code: digits } : { kind: 'recovery_code', code }
}
