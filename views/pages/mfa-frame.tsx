import type { ComponentChildren, VNode } from 'preact'
import { useTexts } from '../languages/index.ts'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'

export interface MfaFrameProps extends AccountShell {
  readonly scripts?: readonly string[]
  readonly children: ComponentChildren
}

/** What every page below /account/mfa begins with. */
export function MfaFrame(props: MfaFrameProps): VNode {
  const t = useTexts()
  return (
    <AccountLayout {...props} title={t('mfa.title')} active="mfa">
      <h1>{t('mfa.title')}</h1>
      <p class="lead">{t('mfa.lead')}</p>
      {props.children}
    </AccountLayout>
  )
}
