import { createNudge, definePlugin, type Job, jitter } from '#gatepost'
import { NONCE_KEPT_MS } from './authenticate.ts'
import { calls } from './calls/index.ts'
import { migrations } from './migrations/index.ts'
import { forgetNonces } from './repositories/nonces.ts'
import { BASE, genauthRouter } from './router.ts'
import type { GenauthWebhooks, Webhooks } from './webhooks.ts'

const SWEEP_MS = 5 * 60_000
/** Rows removed in one transaction. */
const SLICE = 1000

/** The webhook calls of GenAuth's management API, for programs that were written for it. */
export default definePlugin({
  id: 'genauth',
  contract: 1,
  migrations,
  readConfig: () => ({}),
  setup(host) {
    const services = {
      webhooks: host.require<Webhooks>('webhooks'),
      genauth: host.require<GenauthWebhooks>('webhooks-genauth'),
    }
    const sweep: Job = {
      name: 'genauth nonces',
      async run(signal) {
        const rest = createNudge()
        while (!signal.aborted) {
          const before = host.clock.now() - NONCE_KEPT_MS
          const removed = await host.db.transaction((tx) => forgetNonces(tx, before, SLICE))
          if (removed < SLICE) await rest.wait(jitter(SWEEP_MS), signal)
        }
      },
    }
    return { jobs: [sweep], rawMounts: [{ path: BASE, router: genauthRouter(host, calls, services) }] }
  },
})
