import type { GatepostPlugin } from '#gatepost'
import genauth from './genauth/index.ts'
import webhooks from './webhooks/index.ts'

/** The plugins of this build, in the order in which they are set up. */
export const plugins: readonly GatepostPlugin[] = [webhooks as GatepostPlugin, genauth as GatepostPlugin]
