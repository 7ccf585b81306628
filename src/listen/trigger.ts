import { z } from 'zod'
import { apiClient } from './api-client.ts'

const answerSchema = z.object({ type: z.string(), listeners: z.array(z.string()) })

export interface TriggerOptions {
  readonly url: string
  readonly key: string
  readonly type: string
  /** Only these; all of the key unless told. */
  readonly to?: readonly string[] | undefined
}

/** Sends a made-up event to the key's listeners; answers which. */
export async function trigger({ url, key, type, to }: TriggerOptions): Promise<readonly string[]> {
  const answer = await apiClient(url, key).call('POST', '/listeners/tests', { type, to })
  return answerSchema.parse(answer).listeners
}
