import type { VNode } from 'preact'
import { EndpointState, formatSpan, State } from '#gatepost'
import type { EndpointView } from '../service.ts'
import { clock, offReason } from './words.ts'

/** The state of a webhook as a whole, with what changes it. */
export function Condition({
  endpoint,
  now,
}: {
  readonly endpoint: Pick<EndpointView, 'health' | 'disabledReason'>
  readonly now: number
}): VNode {
  const { health } = endpoint
  switch (health.state) {
    case 'disabled':
      return <EndpointState state="disabled" detail={offReason(endpoint)} />
    case 'failing': {
      const left = (health.probeAt ?? now) - now
      return (
        <EndpointState state="failing" detail={left > 0 ? `probe in ${formatSpan(left)}` : 'being probed'} />
      )
    }
    case 'retrying':
      return (
        <State tone="warn" icon="clock">
          {health.failingSince === null
            ? 'Retrying'
            : `Retrying · since ${clock(health.failingSince, now).slice(0, -3)}`}
        </State>
      )
    case 'idle':
      return (
        <State tone="idle" icon="clock">
          Ready · nothing sent yet
        </State>
      )
    case 'healthy':
      return <EndpointState state="delivering" />
  }
}
