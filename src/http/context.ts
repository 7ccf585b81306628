import type { Request } from 'express'
import type { Actor, EventContext } from '../domain/event.ts'
import { clientAddress } from './client-address.ts'

const USER_AGENT_MAX = 400

/** The circumstances of an event that this request causes; `actor` is the signed-in user unless told. */
export function contextOf(req: Request, actor?: Actor): EventContext {
  const ip = clientAddress(req)
  const userAgent = req.get('user-agent')?.slice(0, USER_AGENT_MAX)
  const signedIn = req.user
  return {
    actor: actor ?? (signedIn ? { type: 'user', id: signedIn.user.id } : { type: 'user' }),
    ...(ip ? { ip } : {}),
    ...(userAgent ? { userAgent } : {}),
    ...(signedIn ? { sessionId: signedIn.session.id } : {}),
    requestId: String(req.id),
  }
}

/**
 * The circumstances of a sign-in. Whoever this browser was signed in as before has no part in it: the actor is the
 * person whom the proofs make known, and nobody until then.
 */
export function signInContext(req: Request): EventContext {
  const { sessionId: _before, ...context } = contextOf(req, { type: 'user' })
  return context
}

/** The same for acts of the console. */
export function operatorContext(req: Request): EventContext {
  return contextOf(req, { type: 'operator', ...(req.user ? { id: req.user.user.id } : {}) })
}
