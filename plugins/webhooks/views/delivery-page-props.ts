import type { LanePlace, RowContext } from '../reports.ts'
import type { AttemptView, DeliveryView, EndpointView } from '../service.ts'
import type { ShownBody } from './attempts-card.tsx'

/** What the page of a delivery shows. */
export interface DeliveryPageProps {
  readonly csrfToken: string
  readonly now: number
  readonly delivery: DeliveryView
  /** Absent once it was deleted. */
  readonly endpoint: EndpointView | undefined
  readonly context: RowContext
  readonly attempts: readonly AttemptView[]
  readonly body: ShownBody
  readonly lane: LanePlace
  /** Names of the fields that the event changed. */
  readonly changed: readonly string[]
  /** Of the webhook's last day. */
  readonly success: { readonly delivered: number; readonly failed: number } | undefined
}
