import type { VNode } from 'preact'
import { Card, CopyButton, FormLink, Kv, Time } from '#gatepost'
import type { EndpointView } from '../service.ts'
import { retrySummary } from './words.ts'

/** The settings of a webhook in a few words each. */
export function SettingsCard({
  endpoint,
  href,
}: {
  readonly endpoint: EndpointView
  readonly href: string
}): VNode {
  const headers = Object.keys(endpoint.headers)
  return (
    <Card title="Settings" aside={<FormLink href={`${href}/edit`}>Edit</FormLink>}>
      <Kv
        items={[
          [
            'Id',
            <>
              <code id="webhook-id">{endpoint.id}</code> <CopyButton target="webhook-id" />
            </>,
          ],
          ['Format', formatWords(endpoint)],
          ['Signature', endpoint.signature === 'v1a' ? 'v1a, by a key pair' : 'v1, by a secret'],
          ['Order', endpoint.ordered ? 'kept per user' : 'not kept'],
          ['Timeout', `${endpoint.timeoutMs / 1000} s`],
          ['Retries', retrySummary(endpoint.retry.delays)],
          ['At once', `up to ${endpoint.maxInFlight}`],
          ['Rate', endpoint.ratePerSecond === null ? 'no limit' : `${endpoint.ratePerSecond} a second`],
          ['Headers', headers.length === 0 ? 'none of your own' : headers.join(', ')],
          ...some('Sign-in', endpoint.auth?.type),
          ...(endpoint.format === 'genauth'
            ? ([['GenAuth', endpoint.genauthSecret ? 'a shared secret' : 'no shared secret']] as const)
            : []),
          ...some('Fields', endpoint.fields?.join(', ')),
          ...some('Authority', endpoint.ca === null ? undefined : 'one of your own'),
          ['Created', <Time key="created" at={endpoint.createdAt} form="day" />],
        ]}
      />
    </Card>
  )
}

function formatWords({ format, contentType }: EndpointView): string {
  if (format === 'cloudevents')
    return contentType === 'json' ? 'cloudevents, binary' : 'cloudevents, structured'
  return `${format}, ${contentType === 'form' ? 'form' : 'JSON'}`
}

/** A line for what is set, and none for what is not. */
const some = (term: string, value: string | undefined): readonly (readonly [string, string])[] =>
  value === undefined ? [] : [[term, value]]
