import type { VNode } from 'preact'
import type { FieldDefinition } from '../../src/domain/custom-field.ts'
import type { EffectiveSetting } from '../../src/domain/settings.ts'
import type { SiteSettings } from '../../src/domain/site-settings.ts'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Button, ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Choice } from '../partials/choice.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { CheckboxField, Field, TextareaField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { Kv } from '../partials/kv.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { safeHref } from '../partials/safe-href.ts'
import { logoHref } from '../partials/site-look.ts'
import { CustomFieldsCard } from './custom-fields.tsx'
import { EnvironmentCard } from './environment-card.tsx'

const HOME = '/console/settings'

const REGISTRATION = [
  { value: 'open', label: 'Open', description: 'Anybody can register.' },
  {
    value: 'domains',
    label: 'By e-mail domain',
    description: 'Whoever proves an address at one of the domains below.',
  },
  { value: 'invitation', label: 'By invitation', description: 'Whoever an operator or an API key invites.' },
  { value: 'off', label: 'Off', description: 'Operators and API keys make the accounts, with passwords.' },
] as const

export interface SiteSettingsPageProps extends ConsoleShell {
  readonly site: SiteSettings
  readonly fields: readonly FieldDefinition[]
  readonly environment: readonly EffectiveSetting[]
}

function Link({ href }: { readonly href: string | null }): VNode {
  return href === null ? <>–</> : <a href={safeHref(href)}>{href}</a>
}

/** GET of /console/settings. */
export function SiteSettingsPage(props: SiteSettingsPageProps): VNode {
  const { site } = props
  const chosen = REGISTRATION.find(({ value }) => value === site.registration)
  const always = site.registration === 'domains'
  return (
    <ConsoleLayout {...props} title="Settings" active={HOME}>
      <PageHead
        title="Settings"
        sub="They count from the next page on. What needs a restart is set in the environment."
        actions={
          <ButtonLink kind="primary" href={`${HOME}/edit`} icon="pencil">
            Edit
          </ButtonLink>
        }
      />
      <Card title="Registration">
        <Kv
          kind="wide"
          items={[
            ['Who can register', `${chosen?.label}. ${chosen?.description}`],
            ['Domains', site.domains.length === 0 ? null : site.domains.join(', ')],
            [
              'Address proven before the first sign-in',
              site.proveFirst || always ? `Yes${always ? ', as the choice by domain needs it' : ''}` : 'No',
            ],
          ]}
        />
      </Card>
      <Card
        title="Look"
        aside={
          <ButtonLink href={`${HOME}/logo/edit`} small>
            Change the logo
          </ButtonLink>
        }
      >
        <Kv
          kind="wide"
          items={[
            ['Name', site.productName],
            [
              'Logo',
              site.logo === null ? (
                'Gatepost’s own mark'
              ) : (
                <img class="logo" src={logoHref(site.logo)} alt="" />
              ),
            ],
            ['Accent colour', site.accent ?? 'Gatepost’s own'],
            ['Support', <Link href={site.supportUrl} />],
            ['Terms', <Link href={site.termsUrl} />],
          ]}
        />
      </Card>
      <CustomFieldsCard fields={props.fields} />
      <EnvironmentCard settings={props.environment} />
    </ConsoleLayout>
  )
}

/** What stands in the form; `domains` has one a line. */
export interface SiteSettingsValues {
  readonly registration: string
  readonly domains: string
  readonly proveFirst: boolean
  readonly productName: string
  readonly accent: string
  readonly supportUrl: string
  readonly termsUrl: string
}

export interface EditSiteSettingsPageProps extends ConsoleShell {
  readonly values: SiteSettingsValues
  /** Marks of what the form shows: a change by somebody else meanwhile is told. */
  readonly seen: string
  /** Keys: the settings' names, `form`. */
  readonly errors?: Errors
}

/** GET of /console/settings/edit and its refusals. Posts the settings by their names to the same place. */
export function EditSiteSettingsPage(props: EditSiteSettingsPageProps): VNode {
  const { values, errors = {} } = props
  return (
    <ConsoleLayout {...props} title="Edit settings" active={HOME}>
      <PageHead crumbs={[{ label: 'Settings', href: HOME }, { label: 'Edit' }]} title="Edit settings" />
      <FormErrors errors={errors} />
      <form method="post" action={`${HOME}/edit`} novalidate>
        <Csrf token={props.csrfToken} />
        <input type="hidden" name="seen" value={props.seen} />
        <Card title="Registration">
          <div class="narrow">
            <Choice
              legend="Who can register"
              name="registration"
              value={values.registration}
              options={REGISTRATION}
              error={errors.registration}
            />
            <TextareaField
              name="domains"
              label="Domains"
              hint="One a line, such as example.org. Subdomains count apart."
              value={values.domains}
              error={errors.domains}
              rows={3}
            />
            <CheckboxField
              name="proveFirst"
              label="An address must be proven before the first sign-in"
              hint="For those who register with one. By domain this is always so. Those whom operators made, and operators themselves, are let in."
              checked={values.proveFirst}
              error={errors.proveFirst}
            />
          </div>
        </Card>
        <Card title="Look">
          <div class="narrow">
            <div class="cols2">
              <Field
                name="productName"
                label="Name"
                hint="In the corner and in the titles of all pages."
                value={values.productName}
                error={errors.productName}
                maxlength={60}
              />
              <Field
                name="accent"
                label="Accent colour"
                hint="Such as #0a6b4f. Empty for Gatepost’s own."
                value={values.accent}
                error={errors.accent}
                spellcheck={false}
              />
            </div>
            <div class="cols2">
              <Field
                name="supportUrl"
                label="Support link"
                hint="https://… or mailto:…, below the pages before signing in."
                value={values.supportUrl}
                error={errors.supportUrl}
                spellcheck={false}
              />
              <Field
                name="termsUrl"
                label="Terms link"
                hint="https://…, beside it."
                value={values.termsUrl}
                error={errors.termsUrl}
                spellcheck={false}
              />
            </div>
          </div>
        </Card>
        <div class="btn-list">
          <Button kind="primary">Save the settings</Button>
          <ButtonLink href={HOME}>Cancel</ButtonLink>
        </div>
      </form>
    </ConsoleLayout>
  )
}
