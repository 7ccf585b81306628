import { FAULT_WORDS } from '../../../src/domain/faults.ts'

/** What can be wrong, by code: the words that the API says too. */
export const fault = FAULT_WORDS
