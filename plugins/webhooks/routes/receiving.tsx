import { type Router as ExpressRouter, Router } from 'express'
import { SNIPPETS } from '../receiving/snippets.ts'
import { ReceivingPage } from '../views/receiving-page.tsx'
import type { Console } from './console.ts'
import { queryText } from './read-fields.ts'

/** What the people who write a receiver need. */
export function receivingRoutes({ kit, sender }: Pick<Console, 'kit' | 'sender'>): ExpressRouter {
  const router = Router()
  router.get('/receiving', (req, res) => {
    const asked = queryText(req, 'language')
    const shown = SNIPPETS.find(({ language }) => language.toLowerCase() === asked) ?? SNIPPETS[0]
    kit.page(req, res, {
      title: 'Receiving events',
      active: '/console/webhooks',
      scripts: ['copy'],
      body: <ReceivingPage shown={shown} all={SNIPPETS} url={sender.url} />,
    })
  })
  return router
}
