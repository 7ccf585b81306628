import type { VNode } from 'preact'

/** What happened in one step of time. */
export interface Bar {
  readonly delivered: number
  readonly failed: number
}

export interface PlotTick {
  /** Which bar the label stands under; the number of bars itself is the right end. */
  readonly at: number
  readonly text: string
}

export interface BarPlotProps {
  /** The picture in words, for those who do not see it. */
  readonly label: string
  readonly bars: readonly Bar[]
  /** How many waited at each step; drawn below as a line. */
  readonly waiting?: readonly number[]
  readonly ticks: readonly PlotTick[]
  /** A moment worth naming: `09:34 HR sync stops answering`. */
  readonly mark?: PlotTick
}

const LEFT = 40
const BASE = 140
const ROOM = 116
/** More than a letter of these 11 px is wide. */
const LETTER = 7
const grouped = new Intl.NumberFormat('en-US')

/** A round number at or above `most`: 1, 1.5, 2, 3, 4, 5 or 8 times a power of ten. */
export function roundUp(most: number): number {
  if (most <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  const step = [1, 1.5, 2, 3, 4, 5, 8, 10].find((one) => one * power >= most) ?? 10
  return step * power
}

/** At most `most` bars, neighbours averaged, so that the scale stays that of one step. */
export function thinOut(bars: readonly Bar[], most: number): readonly Bar[] {
  const each = Math.ceil(bars.length / most)
  if (each <= 1) return bars
  return Array.from({ length: Math.ceil(bars.length / each) }, (_, group) => {
    const some = bars.slice(group * each, (group + 1) * each)
    const mean = (pick: (bar: Bar) => number) => some.reduce((sum, bar) => sum + pick(bar), 0) / some.length
    return { delivered: mean((bar) => bar.delivered), failed: mean((bar) => bar.failed) }
  })
}

interface DrawingProps extends BarPlotProps {
  readonly width: number
  readonly right: number
  readonly class: string
  /** How many bars the ticks and the mark were counted in. */
  readonly steps: number
  /** Draws every second tick only. */
  readonly fewTicks?: boolean
}

function Drawing(props: DrawingProps): VNode {
  const { label, bars, waiting, ticks, mark, width, right, steps } = props
  const span = right - LEFT
  const top = roundUp(Math.max(1, ...bars.map((bar) => bar.delivered + bar.failed)))
  const tall = (count: number) => (count / top) * ROOM
  const slot = span / Math.max(1, bars.length)
  const x = (at: number) => LEFT + (span * at) / Math.max(1, steps)
  const foot = waiting === undefined ? 160 : 231
  const shown = props.fewTicks === true ? ticks.filter((_, at) => at % 2 === 0) : ticks
  return (
    <svg class={props.class} viewBox={`0 0 ${width} ${foot + 5}`} role="img" aria-label={label}>
      {[0, top / 2, top].map((value) => (
        <>
          <path class="ax" d={`M${LEFT} ${(BASE - tall(value)).toFixed(1)}H${right}`} />
          <text x={32} y={(BASE - tall(value) + 4).toFixed(1)} text-anchor="end">
            {grouped.format(value)}
          </text>
        </>
      ))}
      {bars.map((bar, at) => {
        const left = (LEFT + slot * at).toFixed(1)
        const wide = (slot * 0.76).toFixed(1)
        const good = tall(bar.delivered)
        // A single failure among hundreds must still be seen: no red bar is drawn lower than 3.
        const bad = bar.failed === 0 ? 0 : Math.max(3, tall(bar.failed))
        return (
          <>
            {good > 0 && (
              <rect
                class="d"
                x={left}
                y={(BASE - good).toFixed(1)}
                width={wide}
                height={good.toFixed(1)}
                rx={1.5}
              />
            )}
            {bad > 0 && (
              <rect
                class="f"
                x={left}
                y={(BASE - good - bad - (good > 0 ? 4 : 0)).toFixed(1)}
                width={wide}
                height={bad.toFixed(1)}
                rx={1.5}
              />
            )}
          </>
        )
      })}
      {waiting !== undefined && (
        <Waiting waiting={waiting} right={right} mark={mark === undefined ? undefined : x(mark.at)} />
      )}
      {mark !== undefined && (
        <>
          <path class="ev" d={`M${x(mark.at).toFixed(1)} 8V${waiting === undefined ? BASE : 212}`} />
          <text
            class="evt"
            x={(x(mark.at) + (x(mark.at) > width / 2 ? -5 : 5)).toFixed(1)}
            y={12}
            text-anchor={x(mark.at) > width / 2 ? 'end' : 'start'}
          >
            {mark.text}
          </text>
        </>
      )}
      {shown.map(({ at, text }) => (
        <text
          key={text}
          x={x(at).toFixed(1)}
          y={foot}
          text-anchor={at === 0 ? 'start' : at >= steps ? 'end' : 'middle'}
        >
          {text}
        </text>
      ))}
    </svg>
  )
}

interface WaitingProps {
  readonly waiting: readonly number[]
  readonly right: number
  /** Where the line of the mark stands. */
  readonly mark: number | undefined
}

function Waiting({ waiting, right, mark }: WaitingProps): VNode {
  const top = roundUp(Math.max(1, ...waiting))
  const step = (right - LEFT) / Math.max(1, waiting.length)
  const points = waiting.map(
    (count, at) => `${(LEFT + step * (at + 0.5)).toFixed(1)} ${(212 - (count / top) * 40).toFixed(1)}`,
  )
  const line = `M${points.join('L')}`
  const words = `${grouped.format(waiting.at(-1) ?? 0)} waiting`
  const end = right - 2
  const crossed = mark !== undefined && mark > end - words.length * LETTER
  return (
    <>
      <path class="ax" d={`M${LEFT} 212H${right}M${LEFT} 172H${right}`} />
      <text x={32} y={216} text-anchor="end">
        0
      </text>
      <text x={32} y={176} text-anchor="end">
        {grouped.format(top)}
      </text>
      {points.length > 1 && (
        <>
          <path class="w" d={`${line}V212H${LEFT}Z`} />
          <path class="wl" d={line} />
        </>
      )}
      <text x={(crossed ? mark - 5 : end).toFixed(1)} y={167} text-anchor="end">
        {words}
      </text>
    </>
  )
}

/** Bars of what was delivered and what failed, with what waits below. Drawn once wide, once with 20 bars. */
export function BarPlot(props: BarPlotProps): VNode {
  const steps = props.bars.length
  return (
    <>
      <Drawing {...props} steps={steps} width={976} right={964} class="plot d-none d-md-block" />
      <Drawing
        {...props}
        bars={thinOut(props.bars, 20)}
        steps={steps}
        width={326}
        right={314}
        class="plot d-md-none"
        fewTicks={props.ticks.length > 4}
      />
    </>
  )
}

/** The meaning of the colours of a plot, for the right end of its card's title. */
export function PlotKey({ waiting = false }: { readonly waiting?: boolean }): VNode {
  return (
    <>
      <span class="key">
        <i class="k-d" />
        Delivered
      </span>
      <span class="key">
        <i class="k-f" />
        Failed attempts
      </span>
      {waiting && (
        <span class="key">
          <i class="k-w" />
          Waiting
        </span>
      )}
    </>
  )
}

export interface FlatPlotProps {
  readonly label: string
  readonly bars: readonly Bar[]
  /** Left, middle and right end in words. */
  readonly ends: readonly [string, string, string]
}

/** The share of success per step, 40 px tall: the red part of a bar is the part that failed. */
export function FlatPlot({ label, bars, ends }: FlatPlotProps): VNode {
  return (
    <>
      <svg
        class="plot flat"
        preserveAspectRatio="none"
        viewBox={`0 0 ${Math.max(1, bars.length) * 6} 40`}
        role="img"
        aria-label={label}
      >
        {bars.map((bar, at) => {
          const all = bar.delivered + bar.failed
          if (all === 0) return <rect class="n" x={at * 6} y={36} width={4.4} height={2} />
          const bad = bar.failed === 0 ? 0 : Math.max(4, (bar.failed / all) * 36)
          return (
            <>
              <rect class="d" x={at * 6} y={2 + bad} width={4.4} height={(36 - bad).toFixed(1)} rx={1} />
              {bad > 0 && <rect class="f" x={at * 6} y={2} width={4.4} height={bad.toFixed(1)} rx={1} />}
            </>
          )
        })}
      </svg>
      <div class="d-flex justify-content-between text-secondary num fs-5 mt-1">
        {ends.map((end) => (
          <span key={end}>{end}</span>
        ))}
      </div>
    </>
  )
}
