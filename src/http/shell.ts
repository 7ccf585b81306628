import type { Request, Response } from 'express'
import type { VNode } from 'preact'
import type { AccountShell } from '../../views/layout/account-layout.tsx'
import type { ConsoleMenuItem, ConsoleShell } from '../../views/layout/console-layout.tsx'
import type { GateShell } from '../../views/pages/gate-shell.ts'
import { renderPage } from '../../views/render.ts'
import type { MenuItem } from '../hooks/contract.ts'
import { takeFlash } from './browser-session.ts'
import { readerOf } from './reader.ts'

/** Answers with a page, in its reader's language. Pages hold what only one person may see, so nobody keeps them. */
export function sendPage(res: Response, page: VNode, status = 200): void {
  const html = renderPage(page, res.locals.look, readerOf(res.req))
  res.status(status).set('cache-control', 'no-store').type('html').send(html)
}

/** For the pages before signing in. */
export function gateShell(req: Request, res: Response): GateShell {
  return { csrfToken: res.locals.shell.csrfToken(req, res), flash: takeFlash(req), here: placeOf(req) }
}

/** Where a change of language leads back to; nowhere from the answer to a form that cannot be opened by itself. */
function placeOf(req: Request): string | undefined {
  if (req.method === 'GET' || req.method === 'HEAD') return req.originalUrl
  return req.body?.token === undefined ? req.originalUrl.split('?')[0] : undefined
}

/** For a person's own pages. */
export function accountShell(req: Request, res: Response): AccountShell {
  const { role, deleteAt } = req.user?.user ?? {}
  const operator = (role ?? null) !== null
  return { ...gateShell(req, res), who: whoIs(req), operator, leavingAt: deleteAt ?? undefined }
}

/** For the pages of the console: the menu with its figures, and what needs a hand. */
export async function consoleShell(req: Request, res: Response): Promise<ConsoleShell> {
  const { shell } = res.locals
  const [menu, banners] = await Promise.all([Promise.all(shell.menu().map(withBadge)), shell.banners()])
  const viewer = req.user?.user.role === 'viewer'
  return { ...gateShell(req, res), who: whoIs(req), menu, banners, viewer }
}

/** The name under which the signed-in user knows their account. */
export function whoIs(req: Request): string {
  const user = req.user?.user
  return user?.email ?? user?.username ?? user?.name ?? user?.id ?? ''
}

async function withBadge({ badge, ...item }: MenuItem): Promise<ConsoleMenuItem> {
  return { ...item, badge: (await badge?.()) ?? 0 }
}
