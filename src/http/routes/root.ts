import { Router } from 'express'
import { methodNotAllowed } from '../errors.tsx'

/** `/` shows nothing of its own: it leads to the account, or to signing in. */
export function rootRoute(): Router {
  const router = Router()
  router
    .route('/')
    .get((req, res) => res.redirect(303, req.user ? '/account' : '/login'))
    .all(methodNotAllowed('GET, HEAD'))
  return router
}
