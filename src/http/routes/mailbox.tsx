import { type RequestHandler, Router } from 'express'
import { renderAccountMail } from '../../../views/mails/index.ts'
import { MailboxMailPage, MailboxPage } from '../../../views/pages/mailbox.tsx'
import { Refusal } from '../../domain/errors.ts'
import type { SiteSettings } from '../../domain/site-settings.ts'
import { listMailbox, type MailboxItem, readMailboxItem } from '../../usecases/read-mailbox.ts'
import { readSiteSettings } from '../../usecases/read-site-settings.ts'
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
export function mailboxRoutes({ deps, settings }: PageParts): Router {
  const router = Router()
  if (settings.smtpConfigured || deps.rules.production) return router
  const written = (look: SiteSettings, { mail, token }: MailboxItem) => ({
    id: mail.id,
    to: mail.recipient,
    at: mail.createdAt,
    ...renderAccountMail({ ...mail, token }, { url: settings.url, look }),
  })

  const only = methodNotAllowed('GET, HEAD')
  router.use('/mailbox', hereOnly, hideAddress)
  router
    .route('/mailbox')
    .get(async (_req, res) => {
      const [items, look] = await Promise.all([listMailbox(deps, { limit: SHOWN }), readSiteSettings(deps)])
      sendPage(res, <MailboxPage mails={items.map((item) => written(look, item))} />)
    })
    .all(only)
  router
    .route('/mailbox/:id')
    .get(async (req, res) => {
      const item = await readMailboxItem(deps, req.params.id)
      sendPage(res, <MailboxMailPage mail={written(await readSiteSettings(deps), item)} />)
    })
    .all(only)
  return router
}

const hereOnly: RequestHandler = (req, _res, next) => {
  if (!isDirectLoopback(req) || !namesLoopback(req)) throw new Refusal('not_found')
  next()
}
