import type { VNode } from 'preact'
import { State } from '#gatepost'
import type { RepairView } from '../repair/repair.ts'

const LOOKS = {
  open: ['idle', 'clock', 'Takes users'],
  fetching: ['busy', 'refresh', 'Comparing'],
  compared: ['ok', 'check', 'Compared'],
  failed: ['bad', 'alert-triangle', 'No answer'],
  sent: ['ok', 'send', 'Sent'],
} as const satisfies Record<RepairView['state'], readonly [string, string, string]>

/** Where a repair stands, as colour, icon and word. */
export function RepairState({ state }: Pick<RepairView, 'state'>): VNode {
  const [tone, icon, word] = LOOKS[state]
  return (
    <State tone={tone} icon={icon}>
      {word}
    </State>
  )
}
