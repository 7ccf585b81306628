import type { VNode } from 'preact'
import { GateLayout } from '../layout/gate-layout.tsx'
import { ButtonLink } from '../partials/button.tsx'
import { GateIcon } from './gate-icon.tsx'
import type { GateShell } from './gate-shell.ts'

export interface LinkSpentPageProps extends GateShell {
  /** What the link was for; decides the next step. */
  readonly purpose: 'verify-email' | 'reset-password' | 'setup'
  readonly signedIn?: boolean
}

/** 410: a one-time link that does not work any more, and the way on. */
export function LinkSpentPage(props: LinkSpentPageProps): VNode {
  const { purpose, signedIn } = props
  return (
    <GateLayout {...props} title="Link no longer works">
      <GateIcon tone="idle" name="clock" />
      <h1 class="mb-1">This link no longer works</h1>
      <p class="text-secondary mb-4">It was used already, is too old, or was replaced by a newer one.</p>
      {purpose === 'reset-password' && (
        <ButtonLink kind="primary" href="/forgot-password" wide>
          Send a new link
        </ButtonLink>
      )}
      {purpose === 'verify-email' && (
        <>
          <p>If you pressed it before, the address is confirmed. If not, your profile sends a new one.</p>
          <ButtonLink kind="primary" href={signedIn === true ? '/account/profile' : '/login'} wide>
            {signedIn === true ? 'To my profile' : 'Sign in'}
          </ButtonLink>
        </>
      )}
      {purpose === 'setup' && (
        <p>
          The link to create the first operator lives for 30 minutes and ends once there is one. Start the
          server again to have a new one printed in its terminal, or <a href="/login">sign in</a>.
        </p>
      )}
    </GateLayout>
  )
}
