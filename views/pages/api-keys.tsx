import type { VNode } from 'preact'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Button, ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Choice } from '../partials/choice.tsx'
import { Confirm } from '../partials/confirm.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Empty } from '../partials/empty.tsx'
import { Field, SelectField } from '../partials/field.tsx'
import { FieldError, fieldId } from '../partials/field-frame.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { Kv } from '../partials/kv.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { SecretOnce } from '../partials/secret-once.tsx'
import { State } from '../partials/state.tsx'
import { Pager, Table } from '../partials/table.tsx'
import { formatTime, Time } from '../partials/time.tsx'

const HOME = '/console/api-keys'

export interface ApiKeyRow {
  readonly id: string
  readonly kind: 'bearer' | 'access'
  readonly name: string
  readonly scopes: readonly string[]
  /** Epoch milliseconds, here and below. */
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

function KeyState({ apiKey, now }: { readonly apiKey: ApiKeyRow; readonly now: number }): VNode {
  if (apiKey.revokedAt !== null)
    return (
      <State tone="bad" icon="ban">
        Revoked
      </State>
    )
  if (apiKey.expiresAt !== null && apiKey.expiresAt <= now)
    return (
      <State tone="idle" icon="clock">
        Expired
      </State>
    )
  return (
    <State tone="ok" icon="check">
      {apiKey.expiresAt === null ? 'Valid' : `Valid · until ${formatTime(apiKey.expiresAt, 'day')}`}
    </State>
  )
}

/** An access key has the same rights for ever, so its scopes say nothing. */
function Rights({ apiKey }: { readonly apiKey: ApiKeyRow }): VNode {
  if (apiKey.kind === 'access') return <span class="text-secondary">webhooks of the GenAuth API</span>
  return <code class="text-secondary">{apiKey.scopes.join(' ')}</code>
}

export interface ApiKeysPageProps extends ConsoleShell {
  readonly rows: readonly ApiKeyRow[]
  readonly now: number
  readonly olderHref?: string
  /** The key that was just made; its secret is shown in this answer and never again. */
  readonly created?: {
    readonly id: string
    readonly kind: ApiKeyRow['kind']
    readonly name: string
    readonly secret: string
  }
}

/** GET of /console/api-keys, and the answer to making one. */
export function ApiKeysPage(props: ApiKeysPageProps): VNode {
  const { rows, created } = props
  const add = (
    <ButtonLink kind="primary" href={`${HOME}/new`} icon="plus">
      New API key
    </ButtonLink>
  )
  return (
    <ConsoleLayout {...props} title="API keys" active={HOME} scripts={['copy']}>
      <PageHead
        title="API keys"
        sub="Programs prove themselves to the JSON API and to the GenAuth API with these"
        actions={rows.length === 0 ? undefined : add}
      />
      {created !== undefined && (
        <SecretOnce title={`Key “${created.name}” created. Copy it now.`} secret={created.secret}>
          {created.kind === 'access' ? (
            <>
              The <code>accessKeyId</code> is <code>{created.id}</code>. This is its{' '}
              <code>accessKeySecret</code>, which we show once. A lost one is revoked and made anew.
            </>
          ) : (
            'We show it once and keep only its hash. A lost key is revoked and made anew.'
          )}
        </SecretOnce>
      )}
      <Card padded={false}>
        {rows.length === 0 ? (
          <Empty icon="key" title="No API key yet" action={add}>
            The console works without. A program that reads users or manages webhooks needs one.
          </Empty>
        ) : (
          <>
            <Table
              label="API keys"
              columns={['Name', 'May', 'State', 'Created', { text: 'Last used', right: true }]}
            >
              {rows.map((row) => (
                <tr key={row.id}>
                  <td class="cut">
                    <a href={`${HOME}/${encodeURIComponent(row.id)}`}>{row.name}</a>
                  </td>
                  <td class="wrap all">
                    <Rights apiKey={row} />
                  </td>
                  <td class="end">
                    <KeyState apiKey={row} now={props.now} />
                  </td>
                  <td class="num text-secondary hide">
                    <Time at={row.createdAt} form="day" />
                  </td>
                  <td class="r num text-secondary hide">
                    <Time at={row.lastUsedAt} />
                  </td>
                </tr>
              ))}
            </Table>
            <Pager olderHref={props.olderHref} />
          </>
        )}
      </Card>
    </ConsoleLayout>
  )
}

export interface ScopeOption {
  /** `webhooks:read` */
  readonly scope: string
  /** `Read webhooks, deliveries and the ledger` */
  readonly description: string
}

export interface NewApiKeyPageProps extends ConsoleShell {
  readonly scopes: readonly ScopeOption[]
  readonly values?: {
    readonly name?: string
    readonly kind?: string
    readonly scopes?: readonly string[]
    /** Days as text; empty for ever. */
    readonly expires?: string
  }
  /** Keys: `name`, `kind`, `scopes`, `expires`, `form`. */
  readonly errors?: Errors
}

/** GET and 422 of /console/api-keys/new. Posts `name`, `kind`, `scopes` (one each) and `expires` (days) to /console/api-keys. */
export function NewApiKeyPage(props: NewApiKeyPageProps): VNode {
  const { values = {}, errors = {} } = props
  const chosen = values.scopes ?? props.scopes.map((one) => one.scope)
  const scopesId = fieldId('scopes')
  return (
    <ConsoleLayout {...props} title="New API key" active={HOME}>
      <PageHead
        crumbs={[{ label: 'API keys', href: HOME }, { label: 'New' }]}
        title="New API key"
        sub="Which program is it for, and what may it do?"
      />
      <Card>
        <form class="narrow" method="post" action={HOME} novalidate>
          <Csrf token={props.csrfToken} />
          <FormErrors errors={errors} />
          <Field
            name="name"
            label="Name"
            hint="What you will know it by, such as the program that holds it."
            value={values.name}
            error={errors.name}
            autocomplete="off"
            required
          />
          <Choice
            legend="It is for"
            name="kind"
            value={values.kind ?? 'bearer'}
            error={errors.kind}
            options={[
              {
                value: 'bearer',
                label: 'The JSON API',
                description: 'One secret, sent along with each request.',
              },
              {
                value: 'access',
                label: 'The GenAuth API',
                description:
                  'A pair, accessKeyId and accessKeySecret, for programs that were written for GenAuth or Authing. It opens the calls about webhooks and nothing else.',
              },
            ]}
          />
          <fieldset
            class="mb-4"
            id={scopesId}
            tabindex={-1}
            aria-describedby={errors.scopes === undefined ? undefined : `${scopesId}-error`}
          >
            <legend class="form-label">With the JSON API it may</legend>
            <div class="boxes">
              {props.scopes.map(({ scope, description }) => (
                <label key={scope}>
                  <input
                    class="form-check-input"
                    type="checkbox"
                    name="scopes"
                    value={scope}
                    checked={chosen.includes(scope)}
                  />
                  <code>{scope}</code>
                  <span>{description}</span>
                </label>
              ))}
            </div>
            {errors.scopes !== undefined && <FieldError id={scopesId}>{errors.scopes}</FieldError>}
          </fieldset>
          <SelectField
            name="expires"
            label="Valid"
            value={values.expires ?? '365'}
            error={errors.expires}
            options={[
              { value: '30', label: 'for 30 days' },
              { value: '90', label: 'for 90 days' },
              { value: '365', label: 'for a year' },
              { value: '', label: 'until it is revoked' },
            ]}
            last
          />
          <div class="d-flex gap-2 align-items-center flex-wrap">
            <Button kind="primary">Create the key</Button>
            <ButtonLink href={HOME}>Cancel</ButtonLink>
            <span class="text-secondary">The key is shown once, on the next page.</span>
          </div>
        </form>
      </Card>
    </ConsoleLayout>
  )
}

export interface ApiKeyPageProps extends ConsoleShell {
  readonly apiKey: ApiKeyRow
  readonly now: number
}

/** GET of /console/api-keys/:id. Posts to `/revoke` below it. */
export function ApiKeyPage(props: ApiKeyPageProps): VNode {
  const { apiKey } = props
  return (
    <ConsoleLayout {...props} title={apiKey.name} active={HOME}>
      <PageHead
        crumbs={[{ label: 'API keys', href: HOME }, { label: apiKey.name }]}
        title={apiKey.name}
        state={<KeyState apiKey={apiKey} now={props.now} />}
      />
      <Card title="This key">
        <Kv
          items={[
            ['Id', <code>{apiKey.id}</code>],
            ['May', <Rights apiKey={apiKey} />],
            ['Created', <Time at={apiKey.createdAt} form="full" />],
            ['Expires', apiKey.expiresAt === null ? 'never' : <Time at={apiKey.expiresAt} form="full" />],
            ['Last used', <Time at={apiKey.lastUsedAt} form="full" />],
            ...(apiKey.revokedAt === null
              ? []
              : ([['Revoked', <Time at={apiKey.revokedAt} form="full" />]] as const)),
          ]}
        />
      </Card>
      {apiKey.revokedAt === null && (
        <Confirm
          action={`${HOME}/${encodeURIComponent(apiKey.id)}/revoke`}
          csrfToken={props.csrfToken}
          label="Revoke this key"
          icon="ban"
          confirmLabel={`Revoke ${apiKey.name}`}
        >
          Whatever uses it is refused from then on, with 401. A revoked key never comes back.
        </Confirm>
      )}
    </ConsoleLayout>
  )
}
