import type { VNode } from 'preact'
import {
  Button,
  ButtonLink,
  Card,
  Csrf,
  type Errors,
  Field,
  FormErrors,
  PageHead,
  TextareaField,
  Why,
} from '#gatepost'
import type { EndpointView } from '../service.ts'
import { usersHref } from './backfill-page.tsx'
import { endpointHref } from './delivery-table.tsx'

export interface RepairValues {
  readonly url: string
  readonly pairs: string
}

export interface RepairFormProps {
  readonly csrfToken: string
  readonly endpoint: EndpointView
  readonly values: RepairValues
  readonly errors: Errors
}

/** GET of …/repairs/new: where the receiver is asked, or what it has. */
export function RepairForm({ csrfToken, endpoint, values, errors }: RepairFormProps): VNode {
  const href = endpointHref(endpoint.id)
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: '/console/webhooks' },
          { label: endpoint.name, href },
          { label: 'Users', href: usersHref(endpoint.id) },
          { label: 'Compare' },
        ]}
        title="Find out what the receiver lacks"
        sub="Its users are compared by id and sequence; nothing is sent until you say so"
      />
      <div class="cols-main">
        <Card>
          <form method="post" action={`${href}/repairs`}>
            <Csrf token={csrfToken} />
            <FormErrors errors={errors} />
            <Field
              name="url"
              label="Ask the receiver at"
              value={values.url}
              class="mono"
              placeholder={`${endpoint.url.replace(/\?.*$/s, '')}/users`}
              hint="An address of the receiver that answers what it has; signed like every event."
              spellcheck={false}
              error={errors.url}
            />
            <TextareaField
              name="pairs"
              label="Or what it has"
              value={values.pairs}
              rows={6}
              class="mono"
              placeholder={'usr_01m8…,12\nusr_01m9…,3'}
              hint="All of its users: id and sequence, one a line. For more than 2,000 use the API."
              error={errors.pairs}
            />
            <div class="btn-list">
              <Button kind="primary">Compare</Button>
              <ButtonLink href={usersHref(endpoint.id)}>Cancel</ButtonLink>
            </div>
          </form>
        </Card>
        <aside aria-label="About repairs">
          <Card title="How it is compared">
            <Why title="Sequence">
              counts what happened to a user. A receiver keeps that of the newest state it took, and tells 0
              for a row that it does not trust.
            </Why>
          </Card>
        </aside>
      </div>
    </>
  )
}
