import type { VNode } from 'preact'
import { Button, Card, HttpMessage, IDENTITY_HEADERS, Why } from '#gatepost'
import type { EndpointFormProps } from './endpoint-form-values.ts'
import { FilterTrialPart } from './filter-trial.tsx'

/** What the receiver gets. Without script the button shows another event; with it the page follows what is typed. */
export function PreviewCard({
  preview: { types, type, message, why },
  trial,
}: Pick<EndpointFormProps, 'preview' | 'trial'>): VNode {
  return (
    <Card title="What the receiver gets" id="preview">
      <div class="d-flex gap-2 mb-2">
        <select class="form-select" name="sample" aria-label="Example event">
          {types.map((one) => (
            <option key={one} value={one} selected={one === type}>
              {one}
            </option>
          ))}
        </select>
        <Button name="show" value="1">
          Show
        </Button>
      </div>
      {message !== undefined && <HttpMessage marked={IDENTITY_HEADERS} {...message} />}
      <div class="mt-2 d-grid gap-1">
        {why !== undefined && <Why>{why}</Why>}
        {message !== undefined && <Why>Made-up data, the real serializer. Sent without the line breaks.</Why>}
        <Why icon="shield-lock">Never inside: passwords, hashes, codes, or fields marked private.</Why>
      </div>
      <FilterTrialPart trial={trial} />
    </Card>
  )
}
