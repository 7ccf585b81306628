import { statfs } from 'node:fs/promises'
import type { Database } from '../db/database.ts'
import type { Banner } from '../hooks/contract.ts'
import type { Clock } from '../lib/clock.ts'
import { eventsAt, headPosition } from '../repositories/log.ts'
import { listCursors } from '../repositories/subscriber-cursors.ts'

/** A node whose clock differs by more than this dates what it logs wrongly. */
const SKEW_MS = 5000
/** A subscriber whose next event is older than this is behind. */
const BEHIND_MS = 60_000
/** Less than this, and less than a tenth of the disk, is nearly full. */
const ROOM_BYTES = 2e9
const grouped = new Intl.NumberFormat('en')

export interface Watched {
  readonly db: Database
  readonly clock: Clock
  readonly dataFolder: string
  readonly production: boolean
  readonly smtpConfigured: boolean
  /** Names of the subscribers that run here. */
  readonly subscribers: readonly string[]
  /** The time of day of this machine, in UTC epoch milliseconds. */
  readonly wallClock: () => number
}

/** What of the server itself needs a hand. Each is asked on every page of the console, so each is quick. */
export async function coreBanners(watched: Watched): Promise<readonly Banner[]> {
  const { production, smtpConfigured, db, clock, wallClock } = watched
  const skewMs = db.dialect.timeOfDay === undefined ? 0 : wallClock() - clock.now()
  const [disk, behind] = await Promise.all([readDisk(watched.dataFolder), behindBanners(watched)])
  return [
    ...behind,
    ...(disk ? diskBanner(disk.free, disk.total) : []),
    ...skewBanner(skewMs),
    ...(production && !smtpConfigured ? [NO_MAIL] : []),
  ]
}

const NO_MAIL: Banner = {
  tone: 'warn',
  text: 'SMTP_URL is not set: no mail goes out, so addresses cannot be proven and passwords not reset.',
}

/** Undefined where the file system does not say. */
async function readDisk(folder: string): Promise<{ free: number; total: number } | undefined> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder)
    return { free: bavail * bsize, total: blocks * bsize }
  } catch {
    return undefined
  }
}

/** `free` and `total` in bytes. */
export function diskBanner(free: number, total: number): Banner[] {
  if (free >= ROOM_BYTES || free >= total / 10) return []
  const text = `The disk of the data folder has ${grouped.format(Math.floor(free / 1e6))} MB left. When it is full, nothing can be recorded.`
  return [{ tone: 'bad', text }]
}

/** `skewMs`: how far this machine's clock is ahead of the database's. */
export function skewBanner(skewMs: number): Banner[] {
  if (Math.abs(skewMs) <= SKEW_MS) return []
  const seconds = grouped.format(Math.round(Math.abs(skewMs) / 1000))
  const text = `The clock of this machine is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the database's. Deliveries go by the database's; set this one right.`
  return [{ tone: 'warn', text }]
}

async function behindBanners({ db, clock, subscribers }: Watched): Promise<Banner[]> {
  const [head, cursors] = await Promise.all([headPosition(db.reader), listCursors(db.reader)])
  const late = cursors.filter(({ name, position }) => subscribers.includes(name) && position < head)
  if (late.length === 0) return []
  const next = await eventsAt(
    db.reader,
    db.dialect,
    late.map(({ position }) => position + 1),
  )
  return late.flatMap(({ name, position }): Banner[] => {
    const event = next.get(position + 1)
    if (!event || clock.now() - event.at < BEHIND_MS) return []
    const text = `${name} is ${grouped.format(head - position)} events behind. None is lost; it goes on where it stands.`
    return [{ tone: 'warn', text, href: '/console/plugins', action: 'See plugins' }]
  })
}
