import type { Migration } from '#gatepost'
import { nonces } from './001-nonces.ts'

/** The plugin's schema, step by step. Steps that were released never change. */
export const migrations: readonly Migration[] = [nonces]
