import { Router } from 'express'
import type { PageParts } from '../parts.ts'
import { accountRoutes } from './account.ts'
import { consoleRoutes } from './console.ts'
import { forgotPasswordRoutes } from './forgot-password.tsx'
import { languageRoutes } from './language.ts'
import { loginRoutes } from './login.tsx'
import { loginMfaRoutes } from './login-mfa.tsx'
import { logoutRoutes } from './logout.tsx'
import { mailboxRoutes } from './mailbox.tsx'
import { passwordStrengthRoutes } from './password-strength.ts'
import { registerRoutes } from './register.tsx'
import { resetPasswordRoutes } from './reset-password.tsx'
import { rootRoute } from './root.ts'
import { setupRoutes } from './setup.tsx'
import { verifyEmailRoutes } from './verify-email.tsx'

/** Every page of the core. A route parses, calls one use-case, and answers with a page or a redirect. */
export function pageRoutes(parts: PageParts): Router {
  const router = Router()
  router.use(
    rootRoute(),
    registerRoutes(parts),
    passwordStrengthRoutes(parts),
    loginRoutes(parts),
    loginMfaRoutes(parts),
    logoutRoutes(parts),
    languageRoutes(parts),
    forgotPasswordRoutes(parts),
    resetPasswordRoutes(parts),
    verifyEmailRoutes(parts),
    setupRoutes(parts),
    mailboxRoutes(parts),
  )
  router.use('/account', accountRoutes(parts))
  router.use('/console', consoleRoutes(parts))
  return router
}
