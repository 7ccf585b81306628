import { type RequestHandler, Router } from 'express'
import { MailboxMailPage, MailboxPage } from '../../../views/pages/mailbox.tsx'
import { Refusal } from '../../domain/errors.ts'
import { isDirectLoopback, namesLoopback } from '../client-address.ts'
import { methodNotAllowed } from '../errors.tsx'
import type { PageParts } from '../parts.ts'
import { hideAddress } from '../security-headers.ts'
import { sendPage } from '../shell.ts'

const SHOWN = 50

/**
 * The mails of a server without SMTP, for the person trying it out at the same machine. The links in them open
 * accounts, so it exists neither in production mode nor for other machines, nor for a foreign page whose name was
 * made to resolve to this one.
 */
export function mailboxRoutes({ mailbox, deps }: PageParts): Router {
  const router = Router()
  if (!mailbox || deps.rules.production) return router
  const only = methodNotAllowed('GET, HEAD')
  router.use('/mailbox', hereOnly, hideAddress)
  router
    .route('/mailbox')
    .get(async (_req, res) => sendPage(res, <MailboxPage mails={await mailbox.list(SHOWN)} />))
    .all(only)
  router
    .route('/mailbox/:id')
    .get(async (req, res) => {
      const mail = await mailbox.read(req.params.id)
      if (!mail) throw new Refusal('not_found')
      sendPage(res, <MailboxMailPage mail={mail} />)
    })
    .all(only)
  return router
}

const hereOnly: RequestHandler = (req, _res, next) => {
  if (!isDirectLoopback(req) || !namesLoopback(req)) throw new Refusal('not_found')
  next()
}
