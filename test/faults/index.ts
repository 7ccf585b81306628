import { crashes } from './crash.ts'
import { fairness } from './fairness.ts'
import type { Fault } from './fault.ts'
import { guards } from './guard.ts'
import { leases } from './lease.ts'
import { meaning } from './meaning.ts'
import { nodes } from './nodes.ts'
import { outages } from './outages.ts'
import { receivers } from './receivers.ts'
import { storage } from './storage.ts'

/** The whole suite in the order of the table. */
export const FAULTS: readonly Fault[] = [
  ...crashes,
  ...storage,
  ...leases,
  ...nodes,
  ...receivers,
  ...outages,
  ...fairness,
  ...meaning,
  ...guards,
]
