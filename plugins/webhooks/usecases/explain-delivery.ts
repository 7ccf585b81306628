import { findCommitted, Refusal } from '#gatepost'
import { publicId } from '../delivery/delivery.ts'
import { atOneMoment } from '../ledger/at-one-moment.ts'
import { type Answer, explainAbsence, explainRow } from '../ledger/explain.ts'
import { findEndpoint } from '../repositories/endpoints.ts'
import { headOf, rowsAt, versionAt } from '../repositories/explanations.ts'
import { fannedOutTo, readMarks, setAsidePositions } from '../repositories/ledger.ts'
import { readRuntimes } from '../repositories/runtime.ts'
import type { Deps } from './deps.ts'

/** The deciding rule for each message of an event at an endpoint; one answer where there is no message. */
export interface Explanation {
  readonly event: {
    readonly id: string
    readonly type: string
    readonly position: number | null
    readonly at: number
  }
  readonly endpoint: { readonly id: string; readonly name: string; readonly deleted: boolean }
  readonly answers: readonly (Answer & {
    /** `dlv_…`, where there is a delivery. */
    readonly delivery: string | null
    /** GenAuth name, or empty. */
    readonly variant: string
  })[]
}

/**
 * Why an event was, or was not, sent to an endpoint. Throws `not_found` for an endpoint that never was, and for an
 * event that never was or that retention has removed.
 */
export async function explainDelivery(deps: Deps, eventId: string, endpointId: string): Promise<Explanation> {
  return atOneMoment(deps.db, async (read) => {
    const endpoint = await findEndpoint(read, deps.keyring, endpointId, { deleted: true })
    if (!endpoint) throw new Refusal('not_found', { message: `There is no webhook ${endpointId}.` })
    const event = await findCommitted(read, eventId)
    if (!event)
      throw new Refusal('not_found', {
        message: `The log holds no event ${eventId}. It never was, or it is older than events are kept.`,
      })
    const runtime = (await readRuntimes(read, [endpoint.num])).get(endpoint.num)
    const asked = {
      id: endpoint.id,
      enabled: endpoint.enabled,
      deleted: endpoint.deletedAt !== null,
      runtime,
    }
    const { position } = event
    const rows = position === null ? [] : await rowsAt(read, endpoint.num, position)
    const answers: Explanation['answers'][number][] = await Promise.all(
      rows.map(async (row) => {
        const head = row.state === 'held' ? await headOf(read, endpoint.num, row) : undefined
        const answer = explainRow(row, asked, head, deps.clock.now())
        return { ...answer, delivery: publicId('dlv', row.id), variant: row.variant }
      }),
    )
    if (answers.length === 0) {
      const facts = {
        event,
        endpoint: asked,
        fannedOutTo: await fannedOutTo(read),
        setAside: position !== null && (await setAsidePositions(read)).includes(position),
        removedBefore: (await readMarks(read)).removedBefore,
        ...(await versionAt(read, endpoint.num, position ?? Number.MAX_SAFE_INTEGER)),
      }
      answers.push({ ...explainAbsence(facts), delivery: null, variant: '' })
    }
    return {
      event: { id: event.id, type: event.type, position, at: event.at },
      endpoint: { id: endpoint.id, name: endpoint.name, deleted: asked.deleted },
      answers,
    }
  })
}
