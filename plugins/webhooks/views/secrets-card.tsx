import type { VNode } from 'preact'
import { Card, Confirm, CopyButton, PostButton, SecretState, SelectField, Time, Why } from '#gatepost'
import type { SecretView } from '../service.ts'

/** How long an old secret may sign along, in seconds. */
export const OVERLAPS = [
  { value: '0', label: 'End it now' },
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'One week' },
  { value: '2592000', label: '30 days' },
] as const
export const USUAL_OVERLAP = '86400'

export interface SecretsCardProps {
  readonly href: string
  readonly csrfToken: string
  readonly secrets: readonly SecretView[]
  /** Where receivers find the public keys, if this webhook has any. */
  readonly jwksUrl: string | null
}

/** The secrets that sign, and what can be done with them. */
export function SecretsCard({ href, csrfToken, secrets, jwksUrl }: SecretsCardProps): VNode {
  return (
    <Card title="Secrets">
      {secrets.map((secret) => (
        <div key={secret.id} class="mb-3">
          <div class="d-flex align-items-center gap-2 flex-wrap">
            <code class="min-w-0 text-break" id={secret.id}>
              {secret.hint}
            </code>
            <SecretState state={secret.expiresAt === null ? 'signing' : 'old'} />
          </div>
          <div class="d-flex align-items-center gap-2 text-secondary num">
            {secret.expiresAt === null ? (
              <>
                <span>
                  made <Time at={secret.createdAt} />
                </span>
                {secret.scheme === 'v1' ? (
                  <Act action={`${href}/reveal`} csrfToken={csrfToken} word="Show" />
                ) : (
                  <span class="ms-auto">
                    <CopyButton target={secret.id} />
                  </span>
                )}
              </>
            ) : (
              <>
                <span>
                  also signs until <Time at={secret.expiresAt} />
                </span>
                <Act
                  action={`${href}/secrets/${encodeURIComponent(secret.id)}/end`}
                  csrfToken={csrfToken}
                  word="End"
                />
              </>
            )}
          </div>
        </div>
      ))}
      {jwksUrl !== null && (
        <div class="mb-3 d-grid gap-2">
          <div class="d-flex align-items-center gap-2">
            <code class="min-w-0 text-break" id="jwks">
              {jwksUrl}
            </code>
            <span class="ms-auto">
              <CopyButton target="jwks" />
            </span>
          </div>
          <Why>Receivers find the public keys of this webhook there. The secret half never leaves.</Why>
        </div>
      )}
      <Confirm
        kind="plain"
        action={`${href}/rotate`}
        csrfToken={csrfToken}
        label="Rotate"
        icon="refresh"
        confirmLabel="Make a new secret"
        fields={
          <SelectField
            name="overlap"
            label="The old one also signs for"
            options={OVERLAPS}
            value={USUAL_OVERLAP}
          />
        }
      >
        A new secret signs from the next attempt on. Both signatures go along while the receiver is changed.
      </Confirm>
    </Card>
  )
}

/** A word at the end of a line that acts. */
function Act(props: { readonly action: string; readonly csrfToken: string; readonly word: string }): VNode {
  return (
    <span class="ms-auto">
      <PostButton kind="link" action={props.action} csrfToken={props.csrfToken}>
        {props.word}
      </PostButton>
    </span>
  )
}
