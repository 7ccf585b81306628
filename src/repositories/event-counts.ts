import type { Read, Tx } from '../db/database.ts'

/** Lengths of the steps in which events are counted, in milliseconds. */
export const COUNT_STEP_MS = { minute: 60_000, halfHour: 30 * 60_000 } as const
export type CountStep = keyof typeof COUNT_STEP_MS

/** How long counts are kept: an hour of minutes is shown, and a week of half hours. */
const KEPT_MS = { minute: 2 * 3_600_000, halfHour: 8 * 24 * 3_600_000 } as const

/**
 * SQL that counts the events whose `seq` is in `picked`, in the transaction that gives them their positions: each once.
 */
export const countEvents = (picked: string): string =>
  `insert into event_counts (step, at, type, events)
   select steps.step, events.at - events.at % steps.step, events.type, count(*)
   from ${picked} as picked
   join events on events.seq = picked.seq
   cross join (select ${COUNT_STEP_MS.minute} as step union all select ${COUNT_STEP_MS.halfHour}) steps
   where true group by 1, 2, 3
   on conflict (step, at, type) do update set events = event_counts.events + excluded.events`

/** How many events of each type happened in the steps that began from `from` on. */
export async function readEventCounts(
  read: Read,
  step: CountStep,
  from: number,
): Promise<ReadonlyMap<string, number>> {
  const rows: { type: string; events: number | string }[] = await read('event_counts')
    .where({ step: COUNT_STEP_MS[step] })
    .where('at', '>=', from)
    .groupBy('type')
    .select('type')
    .sum({ events: 'events' })
  return new Map(rows.map(({ type, events }) => [type, Number(events)]))
}

/** Removes the counts that no figure is read from any more. */
export async function removeEventCounts(tx: Tx, now: number): Promise<void> {
  for (const step of ['minute', 'halfHour'] as const)
    await tx('event_counts')
      .where({ step: COUNT_STEP_MS[step] })
      .where('at', '<', now - KEPT_MS[step])
      .delete()
}
