import type { VNode } from 'preact'
import { RichText, useTexts } from '../languages/index.ts'
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
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('link.title')}>
      <GateIcon tone="idle" name="clock" />
      <h1 class="mb-1">{t('link.heading')}</h1>
      <p class="text-secondary mb-4">{t('link.why')}</p>
      {purpose === 'reset-password' && (
        <ButtonLink kind="primary" href="/forgot-password" wide>
          {t('link.sendNew')}
        </ButtonLink>
      )}
      {purpose === 'verify-email' && (
        <>
          <p>{t('link.verifyNext')}</p>
          <ButtonLink kind="primary" href={signedIn === true ? '/account/profile' : '/login'} wide>
            {t(signedIn === true ? 'link.toProfile' : 'link.signIn')}
          </ButtonLink>
        </>
      )}
      {purpose === 'setup' && (
        <p>
          <RichText of="link.setup" parts={{ signIn: (words) => <a href="/login">{words}</a> }} />
        </p>
      )}
    </GateLayout>
  )
}
