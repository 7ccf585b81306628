import type { Read, Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import type { Mail, MailState } from '../domain/mail.ts'
import { deleteSlice } from './slice.ts'

interface MailRow {
  id: string
  template: Mail['template']
  recipient: string
  user_id: string | null
  locale: string | null
  data: string
  sealed: string | null
  state: MailState
  due: number
  lease_until: number | null
  tries: number
  last_error: string | null
  created_at: number
  sent_at: number | null
}

export async function insertMail(tx: Tx, mail: Mail): Promise<void> {
  await tx('mails').insert({
    id: mail.id,
    template: mail.template,
    recipient: mail.recipient,
    user_id: mail.userId,
    locale: mail.locale,
    data: JSON.stringify(mail.data),
    sealed: mail.sealed,
    state: mail.state,
    due: mail.due,
    lease_until: mail.leaseUntil,
    tries: mail.tries,
    last_error: mail.lastError,
    created_at: mail.createdAt,
    sent_at: mail.sentAt,
  })
}

/**
 * Leases up to `limit` due mails until `leaseUntil`: while a lease lasts the mail is not due, and when its holder
 * dies the mail becomes due again by itself. `tries` counts the claim.
 */
export async function claimDue(
  tx: Tx,
  locks: Dialect,
  claim: { readonly now: number; readonly leaseUntil: number; readonly limit: number },
): Promise<Mail[]> {
  const due: { id: string }[] = await locks
    .skipLocked(
      tx('mails').where({ state: 'waiting' }).where('due', '<=', claim.now).orderBy('due').limit(claim.limit),
    )
    .select('id')
  if (due.length === 0) return []
  const rows: MailRow[] = await tx('mails')
    .whereIn(
      'id',
      due.map((row) => row.id),
    )
    .update({ due: claim.leaseUntil, lease_until: claim.leaseUntil, tries: tx.raw('tries + 1') })
    .returning('*')
  return rows.map(toMail).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
}

/** When the next mail falls due; undefined when none waits. */
export async function nextMailDue(read: Read): Promise<number | undefined> {
  const row: { due: number } | undefined = await read('mails')
    .where({ state: 'waiting' })
    .orderBy('due')
    .first('due')
  return row?.due
}

/** Handed over: the secret is wiped. Answers false when the lease was lost in the meantime. */
export async function markSent(tx: Tx, lease: Lease, now: number): Promise<boolean> {
  return release(tx, lease, { state: 'sent', sealed: null, sent_at: now, last_error: null })
}

/** Put on the development mailbox page: the secret stays, since the page shows the link. */
export async function keepInMailbox(tx: Tx, lease: Lease, now: number): Promise<boolean> {
  return release(tx, lease, { state: 'mailbox', sent_at: now, last_error: null })
}

/** Not handed over: tried again at `due`, or given up (and the secret wiped) when that is null. */
export async function markFailed(tx: Tx, lease: Lease, error: string, due: number | null): Promise<boolean> {
  return release(
    tx,
    lease,
    due === null ? { state: 'failed', sealed: null, last_error: error } : { due, last_error: error },
  )
}

/** The fence of a claim: whoever lost the lease writes nothing. */
export type Lease = Pick<Mail, 'id' | 'leaseUntil'>

async function release(tx: Tx, lease: Lease, change: Partial<MailRow>): Promise<boolean> {
  const changed = await tx('mails')
    .where({ id: lease.id, lease_until: lease.leaseUntil })
    .update({ ...change, lease_until: null })
  return changed === 1
}

/** Mails, newest first. */
export async function listMails(
  read: Read,
  filter: { readonly states?: readonly MailState[]; readonly limit: number },
): Promise<Mail[]> {
  const query = read('mails')
  if (filter.states) query.whereIn('state', [...filter.states])
  const rows: MailRow[] = await query
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(filter.limit)
    .select('*')
  return rows.map(toMail)
}

export async function findMail(read: Read, id: string): Promise<Mail | undefined> {
  const row: MailRow | undefined = await read('mails').where({ id }).first('*')
  return row && toMail(row)
}

/** Takes back mails to a user that nobody has sent yet. */
export async function deleteWaitingMails(tx: Tx, userId: string): Promise<void> {
  await tx('mails').where({ user_id: userId, state: 'waiting' }).delete()
}

export async function sweepMails(tx: Tx, before: number, limit: number): Promise<number> {
  return deleteSlice(
    tx,
    'mails',
    'id',
    (query) => query.whereNot({ state: 'waiting' }).where('created_at', '<', before).orderBy('created_at'),
    limit,
  )
}

function toMail(row: MailRow): Mail {
  return {
    id: row.id,
    template: row.template,
    recipient: row.recipient,
    userId: row.user_id,
    locale: row.locale,
    data: JSON.parse(row.data),
    sealed: row.sealed,
    state: row.state,
    due: row.due,
    leaseUntil: row.lease_until,
    tries: row.tries,
    lastError: row.last_error,
    createdAt: row.created_at,
    sentAt: row.sent_at,
  }
}
