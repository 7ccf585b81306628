import type { VNode } from 'preact'
import {
  Button,
  ButtonLink,
  Card,
  Choice,
  type Errors,
  Field,
  Fold,
  FormErrors,
  Note,
  PageHead,
  PostButton,
  SelectField,
  Why,
} from '#gatepost'
import { type ReplayPreview, WHICH, type Which } from '../replay/replay.ts'
import type { EndpointView } from '../service.ts'
import { endpointHref } from './delivery-table.tsx'
import { goOut, howLong, WHICH_WORDS } from './replay-words.ts'
import { count } from './words.ts'

/** The form as its address holds it. */
export interface ReplayValues {
  readonly which: string
  /** `2026-11-23T10:00`, in UTC. */
  readonly from: string
  readonly until: string
  /** Types and patterns, separated by spaces. */
  readonly types: string
  readonly user: string
  readonly answer: string
  /** `ep_…` of another webhook; empty for this one. */
  readonly to: string
}

export interface ReplayFormProps {
  readonly csrfToken: string
  readonly endpoint: EndpointView
  readonly values: ReplayValues
  readonly errors: Errors
  /** Webhooks that can get the deliveries instead. */
  readonly others: readonly Pick<EndpointView, 'id' | 'name'>[]
  /** What would happen, once it was asked for. */
  readonly preview: ReplayPreview | undefined
  /** Why it cannot be, where that is no field's fault. */
  readonly refusal: string | undefined
}

/** Offered always, in this order; the others only where a filter of the list asks for them. */
const OFFERED: readonly Which[] = ['failed', 'missed', 'all']

/** GET of …/replay/new: what to send again, first as a preview, then with one press. */
export function ReplayForm(props: ReplayFormProps): VNode {
  const { endpoint, values, errors, others } = props
  const href = endpointHref(endpoint.id)
  const asked = WHICH.filter((which) => which === values.which && !OFFERED.includes(which))
  const narrowed = values.types !== '' || values.user !== '' || values.answer !== '' || values.to !== ''
  const faulty = ['types', 'user', 'answer', 'to'].some((name) => errors[name] !== undefined)
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: '/console/webhooks' },
          { label: endpoint.name, href },
          { label: 'Send again' },
        ]}
        title="Send again"
        sub="Each goes out under the id it had, so the receiver can tell a repeat from something new"
      />
      <div class="cols-main">
        <Card>
          <form method="get" action={`${href}/replay/new`}>
            <FormErrors errors={errors} />
            <Choice
              legend="Which deliveries"
              name="which"
              value={values.which}
              options={[...OFFERED, ...asked].map((which) => ({
                value: which,
                label: WHICH_WORDS[which][0],
                description: WHICH_WORDS[which][1],
              }))}
              {...errorOf(errors, 'which')}
            />
            <div class="cols2">
              <Field
                type="datetime-local"
                name="from"
                label="From (UTC)"
                value={values.from}
                hint="Empty: from the oldest that is kept."
                {...errorOf(errors, 'from')}
              />
              <Field
                type="datetime-local"
                name="until"
                label="Until (UTC)"
                value={values.until}
                hint="Empty: up to now."
                {...errorOf(errors, 'until')}
              />
            </div>
            <Fold title="Narrow it down" open={narrowed || faulty}>
              <Field
                name="types"
                label="Events"
                value={values.types}
                class="mono"
                placeholder="user.updated user.mfa.*"
                hint="Types or patterns, separated by spaces; empty for all."
                spellcheck={false}
                {...errorOf(errors, 'types')}
              />
              <div class="cols2">
                <Field
                  name="user"
                  label="User"
                  value={values.user}
                  class="mono"
                  placeholder="usr_…"
                  spellcheck={false}
                  {...errorOf(errors, 'user')}
                />
                <Field
                  name="answer"
                  label="Last answer"
                  value={values.answer}
                  class="mono"
                  placeholder="422, 5xx, failed, none, >700"
                  spellcheck={false}
                  {...errorOf(errors, 'answer')}
                />
              </div>
              <SelectField
                name="to"
                label="To"
                value={values.to}
                options={[
                  { value: '', label: `${endpoint.name}, as before` },
                  ...others.map(({ id, name }) => ({ value: id, label: name })),
                ]}
                hint="Another webhook gets its own deliveries of these events, in its own format."
                {...errorOf(errors, 'to')}
              />
            </Fold>
            <div class="btn-list">
              <Button name="preview" value="1" {...(props.preview === undefined ? { kind: 'primary' } : {})}>
                Preview
              </Button>
              {props.preview === undefined && <ButtonLink href={href}>Cancel</ButtonLink>}
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

const errorOf = (errors: Errors, name: string): Pick<Parameters<typeof Field>[0], 'error'> => {
  const error = errors[name]
  return error === undefined ? {} : { error }
}

function Outcome({ preview, refusal, endpoint, others, values, csrfToken }: ReplayFormProps): VNode {
  const href = endpointHref(endpoint.id)
  if (refusal !== undefined) {
    return (
      <Note tone="warn" icon="alert-triangle" title={refusal} role="status">
        <a href={href}>Back to {endpoint.name}</a>
      </Note>
    )
  }
  if (preview === undefined)
    return (
      <Card title="What would happen">
        <Why>A preview counts what would go out, and sends nothing.</Why>
      </Card>
    )
  if (preview.count === 0)
    return (
      <Card title="What would happen">
        <Why title="Nothing fits this.">Widen the time, the events or the choice.</Why>
      </Card>
    )
  const target = others.find(({ id }) => id === values.to)?.name ?? endpoint.name
  const rate = values.to === '' ? endpoint.ratePerSecond : null
  return (
    <Card title="What would happen">
      <p class="mb-1">
        <b class="fw-medium">{goOut(preview)}</b> to {target}
        {preview.seconds === null ? ', as fast as the receiver answers' : `, ${howLongHere(preview, rate)}`}.
      </p>
      {preview.erased > 0 && (
        <p class="text-secondary">
          {count(preview.erased)} of them hold nothing any more, since their user was erased; they end as
          skipped.
        </p>
      )}
      <p class="text-secondary">New events are not held up by it. It can be stopped at any time.</p>
      <div class="btn-list">
        <PostButton
          kind="primary"
          icon="send"
          action={`${href}/replay`}
          csrfToken={csrfToken}
          fields={{ ...values }}
        >
          Send {count(preview.count)} again
        </PostButton>
        <ButtonLink href={href}>Cancel</ButtonLink>
      </div>
    </Card>
  )
}

function howLongHere({ seconds }: ReplayPreview, rate: number | null): string {
  return rate === null
    ? `in about ${Math.max(1, Math.ceil((seconds ?? 0) / 60))} min`
    : howLong(seconds, rate)
}
