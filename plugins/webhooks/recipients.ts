/** Who got an event, who did not and why, and who asks for a type. Reads only. */
import type { Database, LoggedEvent } from '#gatepost'
import { publicId } from './delivery/delivery.ts'
import { variantsOf } from './endpoint/subscription.ts'
import type { LedgerService } from './ledger/create-ledger.ts'
import { passedOverAt, type RecipientRow, recipientsAt, subscriptions } from './repositories/recipients.ts'

/** Deliveries of one event shown at once. */
const SHOWN = 100
/** Endpoints without one of which each is explained; more are asked for by name. */
const EXPLAINED = 10

export interface Recipient extends Omit<RecipientRow, 'delivery'> {
  /** `dlv_…` */
  readonly delivery: string
}

export interface Recipients {
  readonly deliveries: readonly Recipient[]
  /** Whether there are more than these. */
  readonly more: boolean
  /** Webhooks that it is not owed to, each with the deciding rule; the first few. */
  readonly passedOver: readonly { readonly id: string; readonly name: string; readonly why: string }[]
  readonly morePassedOver: boolean
}

export interface Subscriber {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly format: string
}

export interface RecipientReports {
  of(event: LoggedEvent): Promise<Recipients>
  /** The webhooks that ask for a type, as they are configured now. */
  askFor(type: string): Promise<readonly Subscriber[]>
}

export function createRecipientReports(db: Database, ledger: LedgerService): RecipientReports {
  return {
    async of({ id, position }) {
      const [rows, others] = await Promise.all([
        recipientsAt(db.reader, position, SHOWN + 1),
        passedOverAt(db.reader, position, EXPLAINED + 1),
      ])
      const passedOver = await Promise.all(
        others.slice(0, EXPLAINED).map(async (endpoint) => {
          const { answers } = await ledger.explain(id, endpoint.id)
          return { ...endpoint, why: answers.map(({ text }) => text).join(' ') }
        }),
      )
      return {
        deliveries: rows
          .slice(0, SHOWN)
          .map(({ delivery, ...row }) => ({ ...row, delivery: publicId('dlv', delivery) })),
        more: rows.length > SHOWN,
        passedOver,
        morePassedOver: others.length > EXPLAINED,
      }
    },
    async askFor(type) {
      const asked = { type, subject: null, target: null }
      return (await subscriptions(db.reader)).filter((endpoint) => variantsOf(endpoint, asked).length > 0)
    },
  }
}
