import type { VNode } from 'preact'
import type { Activity } from '../../src/domain/activity.ts'
import { type PlainKey, RichText, useReader } from '../languages/index.ts'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
import { Card } from '../partials/card.tsx'
import { Empty } from '../partials/empty.tsx'
import { Pager, Table } from '../partials/table.tsx'
import { Time } from '../partials/time.tsx'
import { activityWords } from './activity-words.ts'
import { browserWords, describeBrowser } from './describe-browser.ts'

const BY: Readonly<Record<Exclude<Activity['by'], 'user'>, PlainKey>> = {
  operator: 'activity.byOperator',
  api_key: 'activity.byProgram',
  cli: 'activity.byOperator',
  system: 'activity.byServer',
}

export interface ActivityPageProps extends AccountShell {
  readonly rows: readonly Activity[]
  /** What the operator's own fields are called, by key. */
  readonly labels: Readonly<Record<string, string>>
  readonly olderHref?: string
  readonly newestHref?: string
}

/** GET of /account/activity; `before` goes on after the page before. */
export function ActivityPage(props: ActivityPageProps): VNode {
  const reader = useReader()
  const { t, said } = reader
  return (
    <AccountLayout {...props} title={t('activity.title')} active="activity">
      <h1>{t('activity.title')}</h1>
      <p class="lead">
        <RichText
          of="activity.lead"
          parts={{
            password: (words) => <a href="/account/password">{words}</a>,
            sessions: (words) => <a href="/account/sessions">{words}</a>,
          }}
        />
      </p>
      <Card padded={false}>
        {props.rows.length === 0 ? (
          <Empty icon="history" title={t('activity.none')}>
            {t('activity.noneWhy')}
          </Empty>
        ) : (
          <Table
            label={t('activity.title')}
            columns={[t('activity.what'), t('activity.where'), { text: t('activity.when'), right: true }]}
          >
            {props.rows.map((row) => (
              <tr key={row.id}>
                <td class="wrap all">{activityWords(row, reader, props.labels)}</td>
                <td class="text-secondary wrap all">
                  {row.by === 'user' ? <From {...row} /> : said({ key: BY[row.by] })}
                </td>
                <td class="num text-secondary all text-md-end">
                  <Time at={row.at} />
                </td>
              </tr>
            ))}
          </Table>
        )}
        <Pager
          olderHref={props.olderHref}
          newestHref={props.newestHref}
          words={{ pages: t('activity.pages'), older: t('activity.older'), newest: t('activity.newest') }}
        />
      </Card>
    </AccountLayout>
  )
}

/** The browser and its address, as far as they are known. */
function From({ ip, userAgent }: Pick<Activity, 'ip' | 'userAgent'>): VNode {
  const { t } = useReader()
  const words = [userAgent === null ? '' : browserWords(describeBrowser(userAgent), t), ip ?? '']
  return <>{words.filter((one) => one !== '').join(' · ') || '–'}</>
}
