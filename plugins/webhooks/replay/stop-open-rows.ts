import type { Dialect, Tx } from '#gatepost'
import { shareLanes } from '../delivery/locks.ts'
import { openRows, restoreRows } from '../repositories/replay-rows.ts'
import { moveReplay, setReplayState } from '../repositories/replays.ts'
import type { Replay } from './replay.ts'

/**
 * Gives back what a replay holds open. It is `stopped` once nothing of it is in flight, else `stopping`. The caller
 * holds the replay's row.
 */
export async function stopOpenRows(tx: Tx, dialect: Dialect, replay: Replay, now: number): Promise<void> {
  await shareLanes(tx, dialect)
  const { restored, unmade } = await restoreRows(tx, dialect, { replay: replay.id }, now)
  const { position } = replay
  await moveReplay(tx, replay.id, { position, opened: -restored - unmade, made: -unmade, passed: 0 })
  const inFlight = await openRows(tx, replay.id)
  await setReplayState(tx, replay.id, inFlight.length === 0 ? 'stopped' : 'stopping', now)
}
