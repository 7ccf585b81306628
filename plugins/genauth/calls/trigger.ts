import { z } from 'zod'
import { invalid, Refusal } from '#gatepost'
import { contentTypeOf, readJson } from '../shown.ts'
import type { ContentType, TypedMessage } from '../webhooks.ts'
import { type Call, read } from './call.ts'
import { inTheirWords } from './webhook-input.ts'

const wanted = z.object({
  webhookId: z.string('Give a text.'),
  requestHeaders: z.record(z.string(), z.unknown(), 'Give an object.').nullish(),
  requestBody: z.unknown().optional(),
})

const TEST_BODY = { eventName: 'test', data: { description: 'A test from Gatepost' } }
const LONGEST_NAME = 100

/**
 * Sends a body to a webhook at once, the test body unless told. It goes out as what it is, a test that somebody typed:
 * with GenAuth's headers, and without a signature of ours.
 */
export const triggerCall: Call = {
  method: 'post',
  path: '/trigger-webhook',
  async run({ webhooks, genauth }, input, context) {
    const { webhookId, requestHeaders, requestBody } = read(wanted, input)
    const webhook = await genauth.findEndpoint(webhookId)
    if (!webhook)
      throw new Refusal('not_found', { message: `There is no webhook ${webhookId} of the format genauth.` })
    const { contentType = webhook.contentType, headers } = headersOf(requestHeaders ?? {})
    const body = requestBody ?? TEST_BODY
    const message: TypedMessage = {
      eventType: eventNameOf(body),
      format: 'genauth',
      contentType,
      headers,
      body: bodyText(body, contentType),
    }
    const { attempts } = await inTheirWords(() => webhooks.sendTyped(webhookId, message, context))
    const last = attempts.at(-1)
    if (last?.status == null)
      throw new Refusal('unavailable', { message: last?.error?.message ?? 'The receiver did not answer.' })
    return { response: readJson(last.responseBody ?? '') }
  },
}

/** GenAuth's own headers are always those of the webhook; what is not a text is sent as JSON. */
function headersOf(given: Readonly<Record<string, unknown>>): {
  contentType?: ContentType | undefined
  headers: Record<string, string>
} {
  const texts = Object.entries(given).map(([name, value]) => [name.toLowerCase(), textOf(value)] as const)
  const mediaType = texts.find(([name]) => name === 'content-type')?.[1]
  const contentType = mediaType === undefined ? undefined : contentTypeOf(mediaType)
  if (mediaType !== undefined && contentType === undefined)
    throw invalid({
      requestHeaders: 'Its content type is application/json or application/x-www-form-urlencoded.',
    })
  const headers = texts.filter(([name]) => name !== 'content-type' && !name.startsWith('x-authing-'))
  return { contentType, headers: Object.fromEntries(headers) }
}

function bodyText(body: unknown, contentType: ContentType): string {
  if (typeof body !== 'object' || body === null || contentType === 'json') return textOf(body)
  return new URLSearchParams(Object.entries(body).map(([name, value]) => [name, textOf(value)])).toString()
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function eventNameOf(body: unknown): string {
  const name = typeof body === 'object' && body !== null && 'eventName' in body ? body.eventName : undefined
  return typeof name === 'string' && name.trim() !== '' ? name.slice(0, LONGEST_NAME) : 'test'
}
