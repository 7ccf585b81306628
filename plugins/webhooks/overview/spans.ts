import type { PlotTick, Span } from '#gatepost'
import { formatTime } from '#gatepost'
import { STEP_MS, type Step } from '../delivery/activity.ts'
import type { Stretch } from '../repositories/activity.ts'

/** How a span is drawn: bars of `each` steps, and a word under every so many of them. */
interface Drawing {
  readonly step: Step
  readonly bars: number
  readonly each: number
  readonly ticksEach: number
  readonly form: 'minute' | 'day'
  readonly bar: string
}

export const DRAWN: Readonly<Record<Span, Drawing>> = {
  hour: { step: 'minute', bars: 60, each: 1, ticksEach: 10, form: 'minute', bar: 'minute' },
  day: { step: 'halfHour', bars: 48, each: 1, ticksEach: 8, form: 'minute', bar: 'half hour' },
  week: { step: 'halfHour', bars: 56, each: 6, ticksEach: 8, form: 'day', bar: 'three hours' },
}

/** The steps of a span up to now; the last one still goes on. */
export function stretchOf(span: Span, now: number): Stretch {
  const { step, bars, each } = DRAWN[span]
  const ms = STEP_MS[step]
  const last = now - (now % ms)
  return { step: ms, from: last - (bars * each - 1) * ms, last }
}

/** Which bar a moment lies in; below 0 before the span. */
export function barOf(span: Span, { from, step }: Stretch, at: number): number {
  return Math.floor((at - from) / (step * DRAWN[span].each))
}

/** The words under the bars: of every so many their beginning, and of the right end. */
export function ticksOf(span: Span, { from, step }: Stretch): PlotTick[] {
  const { bars, each, ticksEach, form } = DRAWN[span]
  const words = (bar: number) => {
    const at = from + bar * each * step
    return form === 'day' ? formatTime(at, 'day').replace(/ \d{4}$/, '') : formatTime(at, 'minute')
  }
  return Array.from({ length: Math.floor(bars / ticksEach) + 1 }, (_, n) => ({
    at: n * ticksEach,
    text: words(n * ticksEach),
  }))
}
