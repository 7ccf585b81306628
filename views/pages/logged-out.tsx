import type { VNode } from 'preact'
import { GateLayout } from '../layout/gate-layout.tsx'
import { ButtonLink, PostButton } from '../partials/button.tsx'
import { GateIcon } from './gate-icon.tsx'
import type { GateShell } from './gate-shell.ts'

/** After signing out. */
export function LoggedOutPage(props: GateShell): VNode {
  return (
    <GateLayout {...props} title="Signed out">
      <GateIcon tone="ok" name="check" />
      <h1 class="mb-1">You are signed out</h1>
      <p class="text-secondary mb-4">This browser holds no session any more.</p>
      <ButtonLink href="/login" wide>
        Sign in again
      </ButtonLink>
    </GateLayout>
  )
}

export interface LogoutPageProps extends GateShell {
  readonly who: string
}

/** GET /logout: signing out is a POST, so the page asks first. */
export function LogoutPage(props: LogoutPageProps): VNode {
  return (
    <GateLayout {...props} title="Sign out" below={<a href="/account">Stay signed in</a>}>
      <h1 class="mb-1">Sign out</h1>
      <p class="text-secondary mb-4 text-break">
        This browser is signed in as <b class="fw-medium text-body">{props.who}</b>.
      </p>
      <PostButton kind="primary" action="/logout" csrfToken={props.csrfToken} wide>
        Sign out
      </PostButton>
    </GateLayout>
  )
}
