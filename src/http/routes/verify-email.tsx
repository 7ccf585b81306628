import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { LinkSpentPage } from '../../../views/pages/link-spent.tsx'
import { VerifyEmailDonePage, VerifyEmailPage } from '../../../views/pages/verify-email.tsx'
import { peekLink } from '../../usecases/peek-link.ts'
import { verifyEmail } from '../../usecases/verify-email.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { readForm } from '../forms.ts'
import { isSpent, tokenField, tokenOf } from '../link-token.ts'
import type { PageParts } from '../parts.ts'
import { hideAddress } from '../security-headers.ts'
import { gateShell, sendPage } from '../shell.ts'

const form = z.object({ token: tokenField })

/** GET shows a button and changes nothing, since mail scanners open links; POST proves the address. */
export function verifyEmailRoutes({ deps }: PageParts): Router {
  const spent = (req: Request, res: Response) =>
    sendPage(
      res,
      <LinkSpentPage {...gateShell(req, res)} purpose="verify-email" signedIn={req.user !== undefined} />,
      410,
    )

  const router = Router()
  router
    .route('/verify-email')
    .all(hideAddress)
    .get(async (req, res) => {
      const token = tokenOf(req)
      if (!(await peekLink(deps, { purpose: 'verify_email', token }))) return spent(req, res)
      sendPage(res, <VerifyEmailPage {...gateShell(req, res)} token={token} />)
    })
    .post(async (req, res) => {
      const { token } = readForm(form, req)
      try {
        const user = await verifyEmail(deps, { token }, contextOf(req))
        sendPage(
          res,
          <VerifyEmailDonePage
            {...gateShell(req, res)}
            email={user.email ?? ''}
            signedIn={req.user !== undefined}
          />,
        )
      } catch (error) {
        if (!isSpent(error)) throw error
        spent(req, res)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router
}
