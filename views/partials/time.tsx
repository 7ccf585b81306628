import type { VNode } from 'preact'
import { useReader } from '../languages/reader.ts'
import type { TimeForm } from './format-time.ts'

export * from './format-time.ts'

export interface TimeProps {
  /** Epoch milliseconds; `null` prints as `–`. */
  readonly at: number | null
  readonly form?: TimeForm
}

/** A time that a machine can read too, in the reader's zone; the whole of it stands in the title. */
export function Time({ at, form = 'both' }: TimeProps): VNode {
  const { time } = useReader()
  if (at === null) return <>–</>
  return (
    <time dateTime={new Date(at).toISOString()} title={time(at, 'full')}>
      {time(at, form)}
    </time>
  )
}
