import type { Dialect, Tx } from '#gatepost'
import { shareLanes } from '../delivery/locks.ts'
import {
  existingRows,
  type MadeRow,
  makeRows,
  openRows,
  type ReplaySource,
  reopenRows,
} from '../repositories/replay-rows.ts'
import { lockReplay, moveReplay } from '../repositories/replays.ts'
import { messagesFor, type ReplayTarget } from './messages-for.ts'
import type { Replay } from './replay.ts'

/** The next deliveries of a replay, read before its transaction. */
export interface ReplaySlice {
  readonly replay: Replay
  readonly target: ReplayTarget
  readonly sources: readonly ReplaySource[]
  /** Everything up to here is in it. */
  readonly upTo: number
}

/**
 * Opens one slice in one transaction. Of each lane only the first is pending, unless the replay has that lane open
 * already: the rows of one replay keep their order per user, and stand outside of the live lanes. Does nothing when
 * the replay was stopped or moved on by another node meanwhile. Answers whether it did something.
 */
export async function openSlice(tx: Tx, dialect: Dialect, slice: ReplaySlice, now: number): Promise<boolean> {
  const current = await lockReplay(tx, dialect, slice.replay.id)
  if (current?.state !== 'running' || current.position !== slice.replay.position) return false
  await shareLanes(tx, dialect)
  const lanes = new Set((await openRows(tx, current.id)).map(({ lane }) => lane))
  const stateOf = (lane: string | null): 'held' | 'pending' => {
    if (lane === null || !lanes.has(lane)) {
      lanes.add(lane)
      return 'pending'
    }
    return 'held'
  }
  const { opened, made, passed } =
    current.endpoint === current.source
      ? await again(tx, dialect, slice, stateOf, now)
      : await elsewhere(tx, dialect, slice, stateOf, now)
  await moveReplay(tx, current.id, { position: slice.upTo, opened, made, passed })
  return true
}

type StateOf = (lane: string | null) => 'held' | 'pending'
type Outcome = { opened: number; made: number; passed: number }

/** To the endpoint whose deliveries they are: the same rows once more. */
async function again(
  tx: Tx,
  dialect: Dialect,
  { replay, sources }: ReplaySlice,
  stateOf: StateOf,
  now: number,
): Promise<Outcome> {
  const rows = sources.map(({ id, lane }) => ({ id, state: stateOf(lane) }))
  const opened = (await reopenRows(tx, dialect, replay.id, rows, now)).size
  return { opened, made: 0, passed: rows.length - opened }
}

/** To another endpoint: its own rows for these events once more, and new ones where it has none. */
async function elsewhere(
  tx: Tx,
  dialect: Dialect,
  { replay, target, sources }: ReplaySlice,
  stateOf: StateOf,
  now: number,
): Promise<Outcome> {
  const wanted = messagesFor(target, sources)
  const key = (row: Pick<MadeRow, 'position' | 'variant'>) => `${row.position} ${row.variant}`
  const existing = new Map(
    (await existingRows(tx, dialect, replay.endpoint, wanted)).map((row) => [key(row), row]),
  )
  const toMake: (MadeRow & { state: 'held' | 'pending' })[] = []
  const toReopen: { id: number; state: 'held' | 'pending' }[] = []
  let passed = 0
  for (const row of wanted) {
    const own = existing.get(key(row))
    if (!own) toMake.push({ ...row, state: stateOf(row.lane) })
    else if (own.state === 'held' || own.state === 'pending' || own.state === 'leased') passed += 1
    else toReopen.push({ id: own.id, state: stateOf(row.lane) })
  }
  const made = await makeRows(tx, dialect, { endpoint: replay.endpoint, replay: replay.id }, toMake, now)
  const reopened = (await reopenRows(tx, dialect, replay.id, toReopen, now)).size
  return { opened: made + reopened, made, passed }
}
