import type { VNode } from 'preact'
import {
  Button,
  ButtonLink,
  Card,
  Csrf,
  type Errors,
  Field,
  FormErrors,
  Note,
  PageHead,
  PostButton,
  SelectField,
  TextareaField,
  USER_STATUSES,
  Why,
} from '#gatepost'
import type { BackfillPreview } from '../backfill/backfill.ts'
import type { EndpointView } from '../service.ts'
import { usersHref } from './backfill-page.tsx'
import { users } from './backfill-words.ts'
import { endpointHref } from './delivery-table.tsx'
import { howLong } from './replay-words.ts'

export interface BackfillValues {
  readonly status: string
  readonly from: string
  readonly before: string
  readonly ids: string
}

export interface BackfillFormProps {
  readonly csrfToken: string
  readonly endpoint: EndpointView
  readonly values: BackfillValues
  readonly errors: Errors
  /** What would happen, once it was asked for. */
  readonly preview: BackfillPreview | undefined
  /** Why it cannot be, where that is no field's fault. */
  readonly refusal: string | undefined
}

/** GET of …/backfills/new: which users, first as a preview, then with one press. */
export function BackfillForm(props: BackfillFormProps): VNode {
  const { endpoint, values, errors, csrfToken } = props
  const href = endpointHref(endpoint.id)
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: '/console/webhooks' },
          { label: endpoint.name, href },
          { label: 'Users', href: usersHref(endpoint.id) },
          { label: 'Send users' },
        ]}
        title="Send users"
        sub="The present state of each as user.snapshot, in line with live changes"
      />
      <div class="cols-main">
        <Card>
          {/* Posted, since a list of ids can be longer than an address may be. */}
          <form method="post" action={`${href}/backfills`}>
            <Csrf token={csrfToken} />
            <FormErrors errors={errors} />
            <SelectField
              name="status"
              label="Status"
              value={values.status}
              options={[
                { value: '', label: 'Any' },
                ...USER_STATUSES.map((status) => ({
                  value: status,
                  label: status[0]?.toUpperCase() + status.slice(1),
                })),
              ]}
              error={errors.status}
            />
            <div class="cols2">
              <Field
                type="datetime-local"
                name="from"
                label="Made from (UTC)"
                value={values.from}
                hint="Empty: from the first user on."
                error={errors.from}
              />
              <Field
                type="datetime-local"
                name="before"
                label="Made before (UTC)"
                value={values.before}
                hint="Empty: up to now."
                error={errors.before}
              />
            </div>
            <TextareaField
              name="ids"
              label="Or these users alone"
              value={values.ids}
              rows={3}
              class="mono"
              placeholder="usr_…"
              hint="Ids, separated by spaces or lines; the fields above then do not matter."
              error={errors.ids}
            />
            <div class="btn-list">
              <Button name="preview" value="1" {...(props.preview === undefined ? { kind: 'primary' } : {})}>
                Preview
              </Button>
              {props.preview === undefined && <ButtonLink href={usersHref(endpoint.id)}>Cancel</ButtonLink>}
            </div>
          </form>
        </Card>
        <aside aria-label="What would happen" id="preview">
          <Outcome {...props} />
        </aside>
      </div>
    </>
  )
}

function Outcome({ preview, refusal, endpoint, values, csrfToken }: BackfillFormProps): VNode {
  const href = endpointHref(endpoint.id)
  if (refusal !== undefined)
    return (
      <Note tone="warn" icon="alert-triangle" title={refusal} role="status">
        <a href={usersHref(endpoint.id)}>Back to the users of {endpoint.name}</a>
      </Note>
    )
  if (preview === undefined || preview.count === 0)
    return (
      <Card title="What would happen">
        {preview === undefined ? (
          <Why>A preview counts the users, and sends nothing.</Why>
        ) : (
          <Why title="No user fits this.">Widen the time or the choice.</Why>
        )}
      </Card>
    )
  return (
    <Card title="What would happen">
      <p class="mb-1">
        The state of <b class="fw-medium">{users(preview.count)}</b> goes to {endpoint.name},{' '}
        {howLong(preview.seconds, endpoint.ratePerSecond)}.
      </p>
      <p class="text-secondary">
        Live changes go on and keep their order: a receiver takes a state whose sequence is its own or higher,
        and ignores a lower one. It can be stopped at any time.
      </p>
      <div class="btn-list">
        <PostButton
          kind="primary"
          icon="send"
          action={`${href}/backfills`}
          csrfToken={csrfToken}
          fields={{ ...values }}
        >
          Send {users(preview.count)}
        </PostButton>
        <ButtonLink href={usersHref(endpoint.id)}>Cancel</ButtonLink>
      </div>
    </Card>
  )
}
