import type { Request } from 'express'
import { ConsoleLayout, type ConsoleShell } from '../../views/layout/console-layout.tsx'
import type { ConsoleKit } from '../hooks/contract.ts'
import { leaveFlash } from './browser-session.ts'
import { operatorContext } from './context.ts'
import { marksOf, refuseOvertaken } from './edit-marks.ts'
import { requireFreshProof } from './guards.tsx'
import { streamHref } from './live.ts'
import { consoleShell, sendPage } from './shell.ts'

/** What the pages of the plugin `owner` below /console are lent; see `ConsoleKit`. It holds nothing of its own. */
export function createConsoleKit(owner: string): ConsoleKit {
  return {
    page(req, res, { body, status, live, ...page }) {
      const stream = live && { stream: streamHref(owner, live.topic, live.query) }
      consoleShell(req, res)
        .then((shell) =>
          sendPage(
            res,
            <ConsoleLayout {...shell} {...page} {...stream} banners={elsewhere(shell.banners, req)}>
              {body}
            </ConsoleLayout>,
            status,
          ),
        )
        // A page that cannot be rendered is answered as a fault too, not left hanging.
        .catch((error) => req.next?.(error))
    },
    flash: (req, message) => leaveFlash(req, message),
    csrfToken: (req, res) => res.locals.shell.csrfToken(req, res),
    context: operatorContext,
    marks: marksOf,
    refuseOvertaken,
    requireFreshProof,
  }
}

/** The page that a banner leads to says more about it than the banner. */
function elsewhere(banners: ConsoleShell['banners'], req: Request): ConsoleShell['banners'] {
  const here = req.originalUrl.split('?')[0]
  return banners?.filter(({ href }) => href !== here)
}
