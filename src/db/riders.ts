import { AsyncLocalStorage } from 'node:async_hooks'
import type { Tx } from './database.ts'

/** Database work that shares the fate of somebody else's transaction: both commit, or neither does. */
export type Rider = (tx: Tx) => Promise<void>

interface Ride {
  readonly rider: Rider
  /** Whether the work is still under way; what it left running afterwards rides alone. */
  open: boolean
}

const rides = new AsyncLocalStorage<Ride>()

/** Runs `work`; each write transaction that it begins takes `rider` along, last of all, before it commits. */
export async function withRider<T>(rider: Rider, work: () => Promise<T>): Promise<T> {
  const ride: Ride = { rider, open: true }
  try {
    return await rides.run(ride, work)
  } finally {
    ride.open = false
  }
}

/** The work of a transaction, and after it the rider's, where there is one. */
export async function workAndRide<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const result = await work(tx)
  const ride = rides.getStore()
  if (ride?.open) await ride.rider(tx)
  return result
}
