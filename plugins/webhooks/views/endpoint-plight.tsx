import type { VNode } from 'preact'
import { ButtonLink, Note, PostButton, Time } from '#gatepost'
import type { EndpointView } from '../service.ts'
import { clock, failingFor, offReason, waiting } from './words.ts'

export interface PlightProps {
  readonly href: string
  readonly csrfToken: string
  readonly now: number
  readonly endpoint: EndpointView
  readonly counts: { readonly open: number }
}

/** What is wrong, or off, and what to do about it; nothing while all is well. */
export function Plight(props: PlightProps): VNode | null {
  const { endpoint, counts, csrfToken, now, href } = props
  const { health } = endpoint
  const enable = (choice: 'send' | 'skip', words: string, primary: boolean) => (
    <PostButton
      {...(primary ? { kind: 'primary' } : {})}
      action={`${href}/enable`}
      csrfToken={csrfToken}
      fields={{ waiting: choice }}
    >
      {words}
    </PostButton>
  )
  if (!endpoint.enabled) {
    return (
      <Note
        tone={endpoint.disabledReason === 'operator' ? 'idle' : 'bad'}
        icon="player-pause"
        title={
          <>
            {endpoint.name} is off
            {endpoint.disabledAt !== null && (
              <>
                {' '}
                since <Time at={endpoint.disabledAt} form="full" />
              </>
            )}
            : {offReason(endpoint)}
          </>
        }
        actions={
          counts.open === 0 ? (
            enable('send', 'Enable', true)
          ) : (
            <>
              {enable('skip', 'Enable and skip them', false)}
              {enable('send', 'Enable and send them', true)}
            </>
          )
        }
      >
        {counts.open === 0 ? 'Nothing waits here.' : `${waiting(counts.open)} here; none is lost.`} Events
        that come meanwhile are recorded as skipped.
      </Note>
    )
  }
  if (health.state !== 'failing') return null
  const probe = health.probeAt === null || health.probeAt <= now ? 'now' : `at ${clock(health.probeAt, now)}`
  return (
    <Note
      tone="bad"
      role="status"
      title={`${endpoint.name} ${failingFor(endpoint, now)}`}
      actions={<ButtonLink href={`${href}?state=open`}>See what waits</ButtonLink>}
    >
      {waiting(counts.open)}; none is lost. Next probe {probe}; if it succeeds, all go out in order.
    </Note>
  )
}
