/** Replays as a person reads them. */
import { formatSpan, formatTime } from '#gatepost'
import type { ReplayPreview, ReplayRequest, ReplayView, Which } from '../replay/replay.ts'
import { count } from './words.ts'

export const WHICH_WORDS: Readonly<Record<Which, readonly [label: string, description: string]>> = {
  failed: [
    'What failed',
    'Dead deliveries: every try is used up, or the receiver refused the request itself.',
  ],
  missed: ['What was missed', 'Skipped because the webhook was off.'],
  delivered: ['What was delivered', 'The receiver gets each a second time, under the same id as before.'],
  skipped: [
    'What was skipped and can go',
    'Missed while off, not rendered, or stopped. What the filter left out stays.',
  ],
  all: ['All that has ended', 'Failed, missed and delivered ones. The receiver tells repeats by their id.'],
}

/** `42 deliveries go out`, `1 delivery goes out` */
export function goOut({ count: messages }: Pick<ReplayPreview, 'count'>): string {
  return messages === 1 ? '1 delivery goes out' : `${count(messages)} deliveries go out`
}

/** `about 7 min at 2 a second`, or as fast as the receiver answers. */
export function howLong(seconds: number | null, ratePerSecond: number | null): string {
  if (seconds === null || ratePerSecond === null) return 'as fast as the receiver answers'
  return `about ${formatSpan(seconds * 1000)} at ${ratePerSecond} a second`
}

/** What a replay is about, in a line. */
export function aboutWhat(request: Omit<ReplayRequest, 'to'>): string {
  const { which, fromAt, untilAt, types, subject, answer } = request
  return [
    WHICH_WORDS[which][0],
    fromAt === null ? '' : `from ${formatTime(fromAt, 'full')}`,
    untilAt === null ? '' : `until ${formatTime(untilAt, 'full')}`,
    types === null ? '' : types.length > 3 ? `${types.length} types` : types.join(', '),
    subject ? `of ${subject}` : '',
    answer ? `answered ${answer}` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

/** How many of a replay's deliveries are behind it. */
export const endedOf = ({ delivered, dead, skipped, passed }: ReplayView): number =>
  delivered + dead + skipped + passed
