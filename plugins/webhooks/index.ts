import { definePlugin } from '#gatepost'
import { webhooksApi } from './api/index.ts'
import { createEngine } from './engine.ts'
import { WEBHOOK_EVENTS } from './events.ts'
import { GENAUTH_SERVICE } from './genauth/service.ts'
import { createLogEvents } from './log-events.ts'
import { migrations } from './migrations/index.ts'
import { webhooksOverview } from './overview/overview.tsx'
import { createRecipientReports } from './recipients.ts'
import { createReports } from './reports.ts'
import { eventPages } from './routes/event-pages.tsx'
import { consoleParts } from './routes/index.ts'
import { jwksDocuments } from './sending/jwks.ts'
import { WEBHOOKS_SERVICE } from './service.ts'
import { readWebhookSettings, webhookSettingsSchema } from './settings.ts'

/** Webhooks: every event, signed, to the endpoints that an operator configured, until each has it. */
export default definePlugin({
  id: 'webhooks',
  contract: 1,
  migrations,
  settings: webhookSettingsSchema,
  readConfig: readWebhookSettings,
  setup(host, settings) {
    const { clock, keyring } = host
    const engine = createEngine(host, settings)
    const { service, replays, backfills, repairs, ledger, sender } = engine
    const reports = createReports(host.db, clock)
    return {
      events: WEBHOOK_EVENTS,
      subscribers: [engine.fanOut],
      jobs: engine.jobs,
      api: webhooksApi({ ...engine, reports }),
      documents: jwksDocuments(host.db, clock),
      ...consoleParts({
        kit: host.console,
        service,
        replays,
        backfills,
        repairs,
        ledger,
        sender,
        logEvents: createLogEvents(host.db),
        reports,
        clock,
        keyring,
        events: () => host.events(),
        secure: host.url.startsWith('https:'),
      }),
      eventPages: eventPages(
        { events: () => host.events(), sender, service, reports, clock },
        createRecipientReports(host.db, ledger),
      ),
      overview: webhooksOverview({ db: host.db, clock, service, reports }),
      provides: { [WEBHOOKS_SERVICE]: service, [GENAUTH_SERVICE]: engine.genauth },
    }
  },
})
