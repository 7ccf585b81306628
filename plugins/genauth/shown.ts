/** Webhooks and requests in GenAuth's shapes. */
import { retryConfigOf } from './retry-config.ts'
import type { ContentType, Exchange, Webhook } from './webhooks.ts'

export const MEDIA_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

/** The name we have for one of GenAuth's two media types; undefined for any other. */
export function contentTypeOf(mediaType: string): ContentType | undefined {
  const [bare = ''] = mediaType.toLowerCase().split(';')
  if (bare.trim() === MEDIA_TYPES.json) return 'json'
  return bare.trim() === MEDIA_TYPES.form ? 'form' : undefined
}

export function shownWebhook(webhook: Webhook) {
  return {
    webhookId: webhook.id,
    createdAt: new Date(webhook.createdAt).toISOString(),
    updatedAt: new Date(webhook.updatedAt).toISOString(),
    name: webhook.name,
    url: webhook.url,
    contentType: MEDIA_TYPES[webhook.contentType],
    enabled: webhook.enabled,
    events: webhook.events,
    secret: webhook.secret ?? '',
    retryConfig: retryConfigOf(webhook.delays),
  }
}

export function shownLog(webhookId: string, { eventName, body, attempt }: Exchange) {
  const { status, error } = attempt
  const success = status !== null && status >= 200 && status < 300
  const wrong = error?.message ?? (success ? undefined : `The receiver answered ${status}.`)
  return {
    webhookId,
    eventName,
    requestBody: body === null ? null : readRequest(body, attempt.requestHeaders['content-type']),
    requestHeaders: attempt.requestHeaders,
    responseStatusCode: status,
    responseHeaders: attempt.responseHeaders ?? {},
    responseBody: readJson(attempt.responseBody ?? ''),
    timestamp: new Date(attempt.startedAt).toISOString(),
    success,
    ...(wrong === undefined ? {} : { errorMessage: wrong }),
  }
}

/** JSON as what it says, anything else as text. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function readRequest(body: string, mediaType = ''): unknown {
  if (contentTypeOf(mediaType) !== 'form') return readJson(body)
  return Object.fromEntries([...new URLSearchParams(body)].map(([name, value]) => [name, readJson(value)]))
}
