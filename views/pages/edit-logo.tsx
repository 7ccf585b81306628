import type { VNode } from 'preact'
import { logoTypeOf } from '../../src/domain/logo.ts'
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
  /** What somebody chose while the present one came. */
  readonly image?: Buffer
  /** Keys: `file`, `form`. */
  readonly errors?: Errors
}

/** GET of /console/settings/logo/edit. Posts `file` or `kept` to /console/settings/logo, and nothing to `…/remove`. */
export function EditLogoPage({ logo, image, errors = {}, ...shell }: EditLogoPageProps): VNode {
  const seen = logo ?? ''
  const { csrfToken } = shell
  return (
    <ConsoleLayout {...shell} title="Logo" active={HOME}>
      <PageHead crumbs={[{ label: 'Settings', href: HOME }, { label: 'Logo' }]} title="Logo" />
      <FormErrors errors={errors} />
      {image !== undefined && (
        <Card title="Your image">
          <div class="d-flex align-items-center gap-3 flex-wrap">
            <img class="logo" src={inline(image)} alt="The logo that you chose" />
            <PostButton
              kind="primary"
              action={`${HOME}/logo`}
              csrfToken={csrfToken}
              fields={{ seen, kept: image.toString('base64url') }}
            >
              Use mine all the same
            </PostButton>
            <ButtonLink href={HOME}>Leave it as it is</ButtonLink>
          </div>
        </Card>
      )}
      <Card title={image === undefined ? undefined : 'The present one'}>
        {logo !== null && (
          <div class="d-flex align-items-center gap-3 flex-wrap mb-3">
            <img class="logo" src={logoHref(logo)} alt="The present logo" />
            <PostButton action={`${HOME}/logo/remove`} csrfToken={csrfToken} fields={{ seen }} icon="trash">
              Remove it
            </PostButton>
          </div>
        )}
        <form class="narrow" method="post" action={`${HOME}/logo`} enctype="multipart/form-data" novalidate>
          <Csrf token={csrfToken} />
          <input type="hidden" name="seen" value={seen} />
          <FileField
            name="file"
            label={image === undefined ? 'Image' : 'Another image'}
            accept="image/png,image/jpeg,image/webp"
            hint="PNG, JPEG or WebP, 64 kB at most. It stands beside the name on every page; mails keep the name alone."
            error={errors.file}
            required
            last
          />
          <div class="btn-list">
            <Button kind={image === undefined ? 'primary' : 'plain'}>Save the logo</Button>
            <ButtonLink href={HOME}>Cancel</ButtonLink>
          </div>
        </form>
      </Card>
    </ConsoleLayout>
  )
}

const inline = (image: Buffer): string =>
  `data:${logoTypeOf(image) ?? 'image/png'};base64,${image.toString('base64')}`
