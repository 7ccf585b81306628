import type { VNode } from 'preact'

export interface ProgressProps {
  /** What goes on, for screen readers. */
  readonly label: string
  readonly done: number
  readonly total: number
}

/** How far something has come. The figures beside it say it in words. */
export function Progress({ label, done, total }: ProgressProps): VNode {
  const most = Math.max(1, total)
  return (
    <progress class="gp-progress" aria-label={label} value={Math.min(done, most)} max={most}>
      {Math.floor((Math.min(done, most) / most) * 100)} %
    </progress>
  )
}
