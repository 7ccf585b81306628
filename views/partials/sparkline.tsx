import type { VNode } from 'preact'
import type { Bar } from './bar-plot.tsx'

export interface SparklineProps {
  /** The picture in words, for those who do not see it. */
  readonly label: string
  readonly bars: readonly Bar[]
}

const WIDE = 3
const TALL = 18

/** How much went out step by step, in the height of a line; the red part of a bar is what failed. */
export function Sparkline({ label, bars }: SparklineProps): VNode {
  const top = Math.max(1, ...bars.map((bar) => bar.delivered + bar.failed))
  const tall = (count: number) => (count === 0 ? 0 : Math.max(2, (count / top) * TALL))
  return (
    <svg class="plot spark" viewBox={`0 0 ${bars.length * WIDE} ${TALL + 2}`} role="img" aria-label={label}>
      {bars.map(({ delivered, failed }, at) => {
        const good = tall(delivered)
        const bad = tall(failed)
        return (
          <>
            {good + bad === 0 && <rect class="n" x={at * WIDE} y={TALL} width={2} height={1} />}
            {good > 0 && (
              <rect
                class="d"
                x={at * WIDE}
                y={(TALL + 1 - good).toFixed(1)}
                width={2}
                height={good.toFixed(1)}
              />
            )}
            {bad > 0 && (
              <rect
                class="f"
                x={at * WIDE}
                y={Math.max(0, TALL + 1 - good - bad).toFixed(1)}
                width={2}
                height={bad.toFixed(1)}
              />
            )}
          </>
        )
      })}
    </svg>
  )
}
