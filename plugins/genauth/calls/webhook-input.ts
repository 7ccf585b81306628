import { z } from 'zod'
import { Refusal } from '#gatepost'
import { delaysOf, retryConfigInput, updatedDelays } from '../retry-config.ts'
import { contentTypeOf, MEDIA_TYPES } from '../shown.ts'
import type { ContentType, NewWebhook, WebhookPatch } from '../webhooks.ts'

const fields = {
  name: z.string('Give a text.'),
  url: z.string('Give a text.'),
  events: z.array(z.string('Give a text.'), 'Give a list of events.'),
  contentType: z.enum(Object.values(MEDIA_TYPES), `Choose ${Object.values(MEDIA_TYPES).join(' or ')}.`),
  enabled: z.boolean('Give true or false.').nullish(),
  secret: z.string('Give a text.').nullish(),
  retryConfig: retryConfigInput.nullish(),
}
export const newWebhook = z.object(fields)
export const changedWebhook = newWebhook.partial().extend({ webhookId: z.string('Give a text.') })

/** What a creation asks for, in our words. Without a `retryConfig` our own schedule applies. */
export function creationOf(given: z.output<typeof newWebhook>, ours: readonly number[]): NewWebhook {
  const { name, url, events } = given
  const retry = given.retryConfig ? { retry: { delays: delaysOf(given.retryConfig, ours) } } : {}
  return { format: 'genauth', ...shared(given), name, url, events, ...retry }
}

/** What an update asks for, in our words; `present` is the schedule of the webhook as it is. */
export function patchOf(
  given: z.output<typeof changedWebhook>,
  present: readonly number[],
  ours: readonly number[],
): WebhookPatch {
  const { name, url, events, retryConfig } = given
  return {
    ...(name === undefined ? {} : { name }),
    ...(url === undefined ? {} : { url }),
    ...(events === undefined ? {} : { events }),
    ...shared(given),
    ...(retryConfig ? { retry: { delays: [...updatedDelays(retryConfig, present, ours)] } } : {}),
  }
}

/** An empty secret is none. */
function shared({
  contentType,
  enabled,
  secret,
}: z.output<ReturnType<typeof newWebhook.partial>>): WebhookPatch {
  const ours: ContentType | undefined = contentType && contentTypeOf(contentType)
  return {
    ...(ours === undefined ? {} : { contentType: ours }),
    ...(enabled == null ? {} : { enabled }),
    ...(secret === undefined ? {} : { genauthSecret: secret || null }),
  }
}

/** Ours at the beginning of a path → theirs. */
const THEIRS: Readonly<Record<string, string>> = {
  genauthSecret: 'secret',
  'retry.delays': 'retryConfig',
  headers: 'requestHeaders',
  body: 'requestBody',
}

function theirName(field: string): string {
  const ours = Object.keys(THEIRS).find((name) => field === name || field.startsWith(`${name}.`))
  return ours === undefined ? field : THEIRS[ours] + field.slice(ours.length)
}

/** Runs `work`; what it refuses is told by GenAuth's names of the fields. */
export async function inTheirWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'invalid') throw error
    const faults = Object.entries(error.faults).map(([field, fault]) => [theirName(field), fault] as const)
    throw new Refusal('invalid', { fields: Object.fromEntries(faults) })
  }
}
