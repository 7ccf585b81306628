import type { VNode } from 'preact'
import { Button, ButtonLink, Csrf, EventPicker, Field, FormErrors, PageHead } from '#gatepost'
import { AdvancedFold } from './endpoint-form-advanced.tsx'
import { FormatFields } from './endpoint-form-format.tsx'
import { PreviewCard } from './endpoint-form-preview.tsx'
import { type EndpointFormProps, error } from './endpoint-form-values.ts'

const LIST = '/console/webhooks'

/** The form of a new or an existing webhook, with what its receiver would get beside it. */
export function EndpointForm(props: EndpointFormProps): VNode {
  const { webhook, values, errors = {} } = props
  const back = webhook?.href ?? LIST
  const picked = errors.events ?? errors.patterns
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: LIST },
          ...(webhook
            ? [{ label: webhook.name, href: webhook.href }, { label: 'Edit' }]
            : [{ label: 'New' }]),
        ]}
        title={webhook ? `Edit ${webhook.name}` : 'New webhook'}
        sub={
          webhook
            ? 'Events that come from now on are chosen by this; attempts from now on are sent by it.'
            : 'Where should events go, and which ones?'
        }
      />
      <FormErrors errors={errors} />
      <form
        class="cols-main cols-form"
        method="post"
        action={webhook ? `${webhook.href}/edit` : `${LIST}/new`}
        novalidate
        data-live-preview
      >
        <div>
          <Csrf token={props.csrfToken} />
          {webhook && <input type="hidden" name="seen" value={props.seen} />}
          <div class="cols2 cols-url">
            <Field
              name="name"
              label="Name"
              value={values.name}
              required
              placeholder="OA employees"
              autocomplete="off"
              maxlength={100}
              focus={webhook === undefined && values.name === ''}
              {...error(errors, 'name')}
            />
            <Field
              name="url"
              label="URL"
              type="url"
              value={values.url}
              required
              placeholder="https://oa.example.org/hooks"
              autocomplete="off"
              spellcheck={false}
              {...error(errors, 'url')}
            />
          </div>
          <EventPicker
            groups={props.groups}
            chosen={values.events}
            patterns={{ name: 'patterns', value: values.patterns }}
            {...(picked === undefined ? {} : { error: picked })}
          />
          <FormatFields {...props} />
          <AdvancedFold {...props} />
          <div class="d-flex gap-2 align-items-center flex-wrap">
            <Button kind="primary">{webhook ? 'Save' : 'Create webhook'}</Button>
            <ButtonLink href={back}>Cancel</ButtonLink>
            {!webhook && (
              <span class="text-secondary">The signing secret is shown once, on the next page.</span>
            )}
          </div>
        </div>
        <aside class="position-sticky top-0" aria-label="Preview">
          <PreviewCard {...props} />
        </aside>
      </form>
    </>
  )
}
