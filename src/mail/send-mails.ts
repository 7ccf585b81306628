import { setTimeout as pause } from 'node:timers/promises'
import { renderAccountMail } from '../../views/mails/index.ts'
import type { Mail } from '../domain/mail.ts'
import type { Clock, Database, Job, Keyring, Log, Nudge } from '../hooks/contract.ts'
import { faultPoint, jitter } from '../hooks/contract.ts'
import { claimDue, keepInMailbox, markFailed, markSent, nextMailDue } from '../repositories/mails.ts'
import { findSiteSettings } from '../repositories/site-settings.ts'
import type { MailTransport } from './transport.ts'

/** Mails sent side by side by one process. */
const AT_ONCE = 8
/** Longer than any try may take: the transport gives up earlier. */
const LEASE_MS = 120_000
/** A nudge only saves time; see ENGINE. */
const POLL_MS = 2000
/** Nudges within this long are one look: a busy server commits hundreds of times a second. */
const AGAIN_MS = 50
const SHORTEST_PAUSE_MS = 10
/** After these waits, about a day in all, a mail is given up. Its link would be too old by then. */
const RETRY_MS = [5_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000]

interface MailParts {
  readonly db: Database
  readonly clock: Clock
  readonly keyring: Keyring
  readonly log: Log
  readonly url: string
  /** Absent: mails stay in the development mailbox. */
  readonly transport: MailTransport | undefined
  /** Nudged after commits. */
  readonly committed: Nudge
}

/**
 * The job that sends the outbox: claim under a lease, hand over, record. At least once: a process that dies
 * between handing over and recording sends that mail again, under the same Message-ID.
 */
export function sendMailsJob(parts: MailParts): Job {
  return {
    name: 'mails',
    async run(signal) {
      while (!signal.aborted) {
        const pauseMs = await sendDue(parts)
        if (pauseMs === 0) continue
        await parts.committed.wait(pauseMs, signal)
        // Every commit nudges, and hardly any has put a mail there.
        await pause(AGAIN_MS)
      }
      parts.transport?.close()
    },
  }
}

/** Sends what is due, `AT_ONCE` at most; answers how long to wait before the next look, in milliseconds. */
async function sendDue(parts: MailParts): Promise<number> {
  const { db, clock } = parts
  const now = clock.now()
  const due = await nextMailDue(db.reader)
  if (due === undefined) return jitter(POLL_MS)
  if (due > now) return Math.min(due - now, jitter(POLL_MS))
  const mails = await db.transaction((tx) =>
    claimDue(tx, db.dialect, { now, leaseUntil: now + LEASE_MS, limit: AT_ONCE }),
  )
  await Promise.all(mails.map((mail) => deliver(parts, mail)))
  // Where none could be claimed, another node is about to send it.
  return mails.length > 0 ? 0 : SHORTEST_PAUSE_MS
}

async function deliver(parts: MailParts, mail: Mail): Promise<void> {
  const { db, clock, keyring, log, transport } = parts
  if (!transport) {
    await db.transaction((tx) => keepInMailbox(tx, mail, clock.now()))
    return
  }
  try {
    const token = mail.sealed === null ? null : keyring.open('mail', mail.sealed, mail.id)
    const look = await findSiteSettings(db.reader)
    const content = renderAccountMail({ ...mail, token }, { url: parts.url, look })
    await transport.send({ id: mail.id, to: mail.recipient, ...content })
  } catch (error) {
    const wait = RETRY_MS[mail.tries - 1]
    log.warn(
      { err: error, mail: mail.id, template: mail.template, tries: mail.tries },
      'a mail was not taken',
    )
    const words = error instanceof Error ? error.message.slice(0, 300) : 'unknown'
    const due = wait === undefined ? null : clock.now() + jitter(wait)
    await db.transaction((tx) => markFailed(tx, mail, words, due))
    return
  }
  faultPoint('mail-sent')
  await db.transaction((tx) => markSent(tx, mail, clock.now()))
}
