import type { Dialect, Tx } from '#gatepost'

/**
 * Fan-out, and whoever changes what an endpoint wants, holds this lock exclusively; whoever ends a delivery and
 * promotes the next holds it shared. Without it fan-out could see a head still open and insert the next as held
 * while the head's end commits without seeing that row, and the lane would stand for ever.
 */
const LANES = 'webhooks:lanes'

export const lockLanes = (tx: Tx, dialect: Dialect): Promise<void> =>
  dialect.lockAhead(tx, LANES, 'exclusive')
export const shareLanes = (tx: Tx, dialect: Dialect): Promise<void> => dialect.lockAhead(tx, LANES, 'shared')

/** One node at a time removes what is old: two that removed the same rows would both add them to the ledger. */
export const lockRetention = (tx: Tx, dialect: Dialect): Promise<void> =>
  dialect.lock(tx, 'webhooks:retention', 'exclusive')
