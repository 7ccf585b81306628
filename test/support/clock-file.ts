import { renameSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { LOOK_EVERY_MS } from '../../src/lib/moved-clock.ts'

/** The clock of every process whose `GATEPOST_TEST_CLOCK` is `file` goes `ms` ahead of the time of day; heard soon. */
export function setClock(file: string, ms: number): void {
  // Renamed into place: a reader never sees half a number.
  writeFileSync(`${file}.new`, String(Math.round(ms)))
  renameSync(`${file}.new`, file)
}

/** The same; comes back when every process has heard it. */
export async function moveClock(file: string, ms: number): Promise<void> {
  setClock(file, ms)
  await pause(LOOK_EVERY_MS + 10)
}
