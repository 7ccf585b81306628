import type { VNode } from 'preact'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Button, ButtonLink, PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { FileField } from '../partials/file-field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { logoHref } from '../partials/site-look.ts'

const HOME = '/console/settings'

export interface EditLogoPageProps extends ConsoleShell {
  /** The hash of the present one; null without one. */
  readonly logo: string | null
  /** Keys: `file`, `form`. */
  readonly errors?: Errors
}

/** GET of /console/settings/logo/edit. Posts `file` to /console/settings/logo, and nothing to `…/remove`. */
export function EditLogoPage({ logo, errors = {}, ...shell }: EditLogoPageProps): VNode {
  return (
    <ConsoleLayout {...shell} title="Logo" active={HOME}>
      <PageHead crumbs={[{ label: 'Settings', href: HOME }, { label: 'Logo' }]} title="Logo" />
      <FormErrors errors={errors} />
      <Card>
        {logo !== null && (
          <div class="d-flex align-items-center gap-3 mb-3">
            <img class="logo" src={logoHref(logo)} alt="The present logo" />
            <PostButton action={`${HOME}/logo/remove`} csrfToken={shell.csrfToken} icon="trash">
              Remove it
            </PostButton>
          </div>
        )}
        <form class="narrow" method="post" action={`${HOME}/logo`} enctype="multipart/form-data" novalidate>
          <Csrf token={shell.csrfToken} />
          <FileField
            name="file"
            label="Image"
            accept="image/png,image/jpeg,image/webp"
            hint="PNG, JPEG or WebP, 64 kB at most. It stands beside the name on every page; mails keep the name alone."
            error={errors.file}
            required
            last
          />
          <div class="btn-list">
            <Button kind="primary">Save the logo</Button>
            <ButtonLink href={HOME}>Cancel</ButtonLink>
          </div>
        </form>
      </Card>
    </ConsoleLayout>
  )
}
