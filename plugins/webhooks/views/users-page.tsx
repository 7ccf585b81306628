import type { VNode } from 'preact'
import { ButtonLink, Card, Empty, PageHead, Table, Time } from '#gatepost'
import type { BackfillView } from '../backfill/backfill.ts'
import type { RepairView } from '../repair/repair.ts'
import { backfillHref } from './backfill-page.tsx'
import { aboutWhom, backfilled, users } from './backfill-words.ts'
import { endpointHref } from './delivery-table.tsx'
import { repairHref } from './repair-page.tsx'
import { RepairState } from './repair-state.tsx'
import { toSend } from './repair-words.ts'
import { ReplayState } from './replay-state.tsx'
import { count } from './words.ts'

export interface UsersPageProps {
  readonly endpoint: { readonly id: string; readonly name: string; readonly enabled: boolean }
  /** The newest few. */
  readonly backfills: readonly BackfillView[]
  readonly repairs: readonly RepairView[]
}

/** What the receiver of a webhook knows of users: states sent to it on request. */
export function UsersPage({ endpoint, backfills, repairs }: UsersPageProps): VNode {
  const href = endpointHref(endpoint.id)
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: '/console/webhooks' },
          { label: endpoint.name, href },
          { label: 'Users' },
        ]}
        title="Users at the receiver"
        sub="Fill it with those who are here already, or find out what it lacks"
        actions={
          <>
            <ButtonLink icon="scale" href={`${href}/repairs/new`}>
              Compare
            </ButtonLink>
            {endpoint.enabled && (
              <ButtonLink kind="primary" icon="send" href={`${href}/backfills/new`}>
                Send users
              </ButtonLink>
            )}
          </>
        }
      />
      <Card title="Backfills" padded={false}>
        {backfills.length === 0 ? (
          <Empty icon="users" title="None yet">
            A new receiver hears of changes from now on alone. A backfill sends it who is here already.
          </Empty>
        ) : (
          <Table
            label="Backfills, newest first"
            columns={['Users', 'State', { text: 'Ended', right: true }, { text: 'Began', right: true }]}
          >
            {backfills.map((backfill) => (
              <tr key={backfill.id}>
                <td>
                  <a href={backfillHref(endpoint.id, backfill.id)}>{aboutWhom(backfill)}</a>
                </td>
                <td class="end">
                  <ReplayState state={backfill.state} />
                </td>
                <td class="num all text-md-end">
                  {count(backfilled(backfill))} of {count(backfill.total)}
                </td>
                <td class="text-secondary all text-md-end">
                  <Time at={backfill.createdAt} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Card>
      <Card title="Repairs" padded={false}>
        {repairs.length === 0 ? (
          <Empty icon="scale" title="None yet">
            A repair compares what the receiver has with what is here, and sends just what it lacks.
          </Empty>
        ) : (
          <Table
            label="Repairs, newest first"
            columns={['Found', 'State', { text: 'Compared', right: true }, { text: 'Began', right: true }]}
          >
            {repairs.map((repair) => (
              <tr key={repair.id}>
                <td>
                  <a href={repairHref(endpoint.id, repair.id)}>
                    {toSend(repair) === 0 ? 'Nothing to send' : users(toSend(repair))}
                  </a>
                </td>
                <td class="end">
                  <RepairState state={repair.state} />
                </td>
                <td class="r num hide">{count(repair.compared)}</td>
                <td class="text-secondary all text-md-end">
                  <Time at={repair.createdAt} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Card>
    </>
  )
}
