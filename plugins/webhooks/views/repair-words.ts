/** Repairs as a person reads them. */
import type { DifferenceKind, RepairView } from '../repair/repair.ts'
import { SENT_KINDS } from '../repair/repair.ts'

export const KIND_WORDS: Readonly<Record<DifferenceKind, readonly [label: string, hint: string]>> = {
  missing: ['Missing there', 'Here and not at the receiver'],
  behind: ['Older there', 'The receiver has a lower sequence'],
  gone: ['Gone here', 'Deleted here, and the receiver did not hear of it'],
  ahead: ['Newer there', 'A higher sequence than was ever sent; left alone'],
  unknown: ['Never here', 'Ids that are none of ours; left alone'],
}

/** How many users a repair would send, or sent. */
export const toSend = ({ found }: Pick<RepairView, 'found'>): number =>
  SENT_KINDS.reduce((sum, kind) => sum + found[kind], 0)
