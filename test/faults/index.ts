import { crashes } from './crash.ts'
import type { Fault } from './fault.ts'
import { leases } from './lease.ts'
import { outages } from './outages.ts'
import { receivers } from './receivers.ts'
import { storage } from './storage.ts'

/** The whole suite in the order of the table. */
export const FAULTS: readonly Fault[] = [...crashes, ...storage, ...leases, ...receivers, ...outages]
