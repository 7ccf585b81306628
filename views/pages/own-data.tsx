import type { VNode } from 'preact'
import { useTexts } from '../languages/index.ts'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
import { PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { LeavingCard } from '../partials/leaving.tsx'

export interface OwnDataPageProps extends AccountShell {
  /** Days from asking for the deletion of the account to the deletion. */
  readonly graceDays: number
  readonly lastOperator: boolean
}

/** GET of /account/data. Posts nothing to /account/data/download, which answers with the file; the way out besides. */
export function OwnDataPage(props: OwnDataPageProps): VNode {
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
          kind={props.leavingAt === undefined ? 'primary' : undefined}
        >
          {t('ownData.download')}
        </PostButton>
      </Card>
      <LeavingCard {...props} />
    </AccountLayout>
  )
}
