import type { VNode } from 'preact'
import { Card, CopyBody, Folds, HttpMessage, IDENTITY_HEADERS, Why } from '#gatepost'
import type { InFormat } from '../formats/every-format.ts'
import { messageId } from '../formats/index.ts'
import { endReason } from './words.ts'

export interface FormatsCardProps {
  readonly title: string
  /** `evt_…` */
  readonly eventId: string
  /** Opens the first format. */
  readonly open: boolean
  readonly formats: readonly (InFormat & { readonly body: string })[]
}

/** An event as each format sends it. */
export function FormatsCard({ title, eventId, open, formats }: FormatsCardProps): VNode {
  return (
    <Card title={title} padded={false}>
      <Folds
        items={formats.map(({ label, variant, rendered, body }, at) => ({
          key: `${label} ${variant}`,
          title: label,
          ...('skip' in rendered
            ? { aside: 'not sent' }
            : variant === ''
              ? {}
              : { aside: <code>{variant}</code> }),
          open: open && at === 0,
          children:
            'skip' in rendered ? (
              <Why>{endReason({ state: 'skipped', reason: rendered.skip })}</Why>
            ) : (
              <>
                <HttpMessage
                  start="POST"
                  marked={IDENTITY_HEADERS}
                  headers={[
                    ['content-type', rendered.contentType],
                    ...Object.entries(rendered.headers),
                    ['webhook-id', messageId(eventId, variant)],
                  ]}
                  body={body}
                  bodyId={`body-${at}`}
                />
                <CopyBody body={body} bodyId={`body-${at}`} />
              </>
            ),
        }))}
      />
      <div class="p-3 border-top">
        <Why>
          Timestamp and signature are made for each try. A webhook’s own list of fields and its headers change
          what it gets.
        </Why>
      </div>
    </Card>
  )
}
