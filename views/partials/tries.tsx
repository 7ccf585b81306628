import type { ComponentChildren, VNode } from 'preact'
import { Icon, type IconName } from './icon.tsx'
import type { Tone } from './state.tsx'

export interface Try {
  readonly key: string
  readonly tone: Tone
  readonly icon: IconName
  /** `09:57:31` */
  readonly time: string
  /** `Attempt 3: 500 in 212 ms` */
  readonly what: ComponentChildren
  /** A second, muted line, seen while the fold is shut too. */
  readonly note?: ComponentChildren
  /** What opens: request and answer. Without it the entry is a plain line. */
  readonly body?: ComponentChildren
  readonly open?: boolean
}

function Head({
  time,
  what,
  note,
  folds,
}: Omit<Try, 'key' | 'tone' | 'icon'> & { readonly folds: boolean }): VNode {
  return (
    <>
      <span class="d-flex gap-2 align-items-center">
        <span class="fw-medium num">{time}</span> <span>{what}</span>
        {folds && (
          <span class="ms-auto text-secondary">
            <Icon name="chevron-right" class="turn" />
          </span>
        )}
      </span>
      {note !== undefined && <span class="d-block text-secondary">{note}</span>}
    </>
  )
}

/** A timeline, newest first: what was tried, what is planned, how it began. */
export function Tries({ items }: { readonly items: readonly Try[] }): VNode {
  return (
    <ol class="tries">
      {items.map((item) => (
        <li key={item.key}>
          <span class={`dot st-${item.tone}`}>
            <Icon name={item.icon} />
          </span>
          {item.body === undefined ? (
            <div>
              <Head {...item} folds={false} />
            </div>
          ) : (
            <details open={item.open === true}>
              <summary>
                <Head {...item} folds />
              </summary>
              <div class="mt-2">{item.body}</div>
            </details>
          )}
        </li>
      ))}
    </ol>
  )
}
