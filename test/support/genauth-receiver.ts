import { createServer } from 'node:http'
import express from 'express'
import type { Scope } from './scope.ts'

/** What a receiver of GenAuth's users ends up with. */
export interface GenauthReceiver {
  readonly url: string
  /** Every message that it took, in order. */
  readonly messages: readonly { readonly eventName: string; readonly data: unknown }[]
  /** Its own users by id; a user who was deleted is gone. */
  readonly users: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** Points for the first proof of an address. */
  readonly points: ReadonlyMap<string, number>
  /** Requests that it did not take, because the secret was not right. */
  refused(): number
}

/**
 * A receiver as GenAuth's guide to webhooks describes one: it takes JSON or form bodies, compares `x-authing-token`
 * with the secret that was configured, and looks at `eventName`. It knows nothing of Gatepost.
 */
export async function startGenauthReceiver(scope: Scope, secret: string): Promise<GenauthReceiver> {
  const messages: { eventName: string; data: unknown }[] = []
  const users = new Map<string, Record<string, unknown>>()
  const points = new Map<string, number>()
  let refused = 0

  const app = express()
  app.use(express.json(), express.urlencoded({ extended: false }))
  app.post('/webhook', (req, res) => {
    if (req.get('x-authing-token') !== secret || req.get('x-authing-webhook-secret') !== secret) {
      refused += 1
      return void res.sendStatus(403)
    }
    const { eventName } = req.body
    const data = typeof req.body.data === 'string' ? JSON.parse(req.body.data) : req.body.data
    messages.push({ eventName, data })
    switch (eventName) {
      case 'register':
      case 'user:created':
      case 'login':
        users.set(data.id, data)
        break
      case 'user:updated':
        users.set(data.user.id, { ...users.get(data.user.id), ...data.user, ...data.updates })
        break
      case 'user:blocked':
      case 'user:unblocked':
        users.set(data.user.id, data.user)
        break
      case 'user:email-verified':
        points.set(data.userId, 10)
        break
      case 'user:deleted':
        for (const { id } of data.users) users.delete(id)
        break
    }
    res.send('ok')
  })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  scope.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { url: `http://127.0.0.1:${port}/webhook`, messages, users, points, refused: () => refused }
}
