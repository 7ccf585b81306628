import type { VNode } from 'preact'
import { RichText, useTexts } from '../languages/index.ts'
import { GateLayout } from '../layout/gate-layout.tsx'
import { ButtonLink, PostButton } from '../partials/button.tsx'
import { GateIcon } from './gate-icon.tsx'
import type { GateShell } from './gate-shell.ts'

/** After signing out. */
export function LoggedOutPage(props: GateShell): VNode {
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('signOut.doneTitle')}>
      <GateIcon tone="ok" name="check" />
      <h1 class="mb-1">{t('signOut.doneHeading')}</h1>
      <p class="text-secondary mb-4">{t('signOut.done')}</p>
      <ButtonLink href="/login" wide>
        {t('signOut.again')}
      </ButtonLink>
    </GateLayout>
  )
}

export interface LogoutPageProps extends GateShell {
  readonly who: string
}

/** GET /logout: signing out is a POST, so the page asks first. */
export function LogoutPage(props: LogoutPageProps): VNode {
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('signOut.title')} below={<a href="/account">{t('signOut.stay')}</a>}>
      <h1 class="mb-1">{t('signOut.title')}</h1>
      <p class="text-secondary mb-4 text-break">
        <RichText of="signOut.who" parts={{ who: <b class="fw-medium text-body">{props.who}</b> }} />
      </p>
      <PostButton kind="primary" action="/logout" csrfToken={props.csrfToken} wide>
        {t('signOut.submit')}
      </PostButton>
    </GateLayout>
  )
}
