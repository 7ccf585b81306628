import type { VNode } from 'preact'
import { useTexts } from '../languages/index.ts'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
import { PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'

/** GET of /account/data. Posts nothing to /account/data/download, which answers with the file. */
export function OwnDataPage(props: AccountShell): VNode {
  const t = useTexts()
  return (
    <AccountLayout {...props} title={t('ownData.title')} active="data">
      <h1>{t('ownData.title')}</h1>
      <p class="lead">{t('ownData.lead')}</p>
      <Card title={t('ownData.copy')}>
        <p class="text-secondary">{t('ownData.what')}</p>
        <PostButton
          action="/account/data/download"
          csrfToken={props.csrfToken}
          icon="download"
          kind="primary"
        >
          {t('ownData.download')}
        </PostButton>
      </Card>
    </AccountLayout>
  )
}
