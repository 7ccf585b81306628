import type { VNode } from 'preact'
import { useReader } from '../languages/reader.ts'
import { PostButton } from './button.tsx'
import { Card } from './card.tsx'
import { Confirm } from './confirm.tsx'
import { Note } from './note.tsx'

export interface LeavingProps {
  readonly csrfToken: string
  /** When the account is deleted, in epoch milliseconds; absent while nobody asked for it. */
  readonly leavingAt?: number
  /** Days from asking to the deletion. */
  readonly graceDays: number
  /** Whether nobody else could act as operator, so that the account has to stay. */
  readonly lastOperator: boolean
}

/** The way out, or back while there is time. Posts nothing to /account/data/delete or /account/data/keep. */
export function LeavingCard({ csrfToken, leavingAt, graceDays, lastOperator }: LeavingProps): VNode {
  const { t } = useReader()
  if (leavingAt !== undefined)
    return (
      <Card title={t('leaving.title')}>
        <p>{t('leaving.soonWhat')}</p>
        <PostButton action="/account/data/keep" csrfToken={csrfToken} kind="primary">
          {t('leaving.keep')}
        </PostButton>
      </Card>
    )
  return (
    <Card title={t('leaving.title')}>
      {lastOperator ? (
        <p class="text-secondary mb-0">{t('leaving.last')}</p>
      ) : (
        <Confirm
          action="/account/data/delete"
          csrfToken={csrfToken}
          label={t('leaving.begin')}
          icon="trash"
          confirmLabel={t('leaving.begin')}
        >
          <p>{t('leaving.what', { count: graceDays })}</p>
          <p class="mb-0">{t('leaving.others')}</p>
        </Confirm>
      )}
    </Card>
  )
}

/** On every page of an account that will be deleted. */
export function LeavingNote({ at, here }: { readonly at: number; readonly here: boolean }): VNode {
  const { t, time } = useReader()
  return (
    <Note tone="warn" title={t('leaving.soon', { at: time(at, 'full') })} role="status">
      {here ? undefined : <a href="/account/data">{t('leaving.look')}</a>}
    </Note>
  )
}
