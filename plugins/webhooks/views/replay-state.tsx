import type { VNode } from 'preact'
import { State } from '#gatepost'
import type { ReplayView } from '../replay/replay.ts'

/** Where a replay stands, as colour, icon and word. */
export function ReplayState({ state }: Pick<ReplayView, 'state'>): VNode {
  switch (state) {
    case 'running':
      return (
        <State tone="busy" icon="send">
          Running
        </State>
      )
    case 'stopping':
      return (
        <State tone="warn" icon="clock">
          Stopping
        </State>
      )
    case 'stopped':
      return (
        <State tone="idle" icon="player-pause">
          Stopped
        </State>
      )
    case 'done':
      return (
        <State tone="ok" icon="check">
          Done
        </State>
      )
  }
}
