import type { VNode } from 'preact'
import { ICON_PATHS } from './icon-paths.ts'

/** A name of the closed set of icons. */
export type IconName = keyof typeof ICON_PATHS

export interface IconProps {
  readonly name: IconName
  /** More class names, such as `turn` for the arrow of a fold. */
  readonly class?: string
}

/** One outline icon. It says nothing to a screen reader: the word beside it does. */
export function Icon({ name, class: extra }: IconProps): VNode {
  return (
    <svg
      class={extra === undefined ? 'icon' : `icon ${extra}`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={ICON_PATHS[name]} />
    </svg>
  )
}

/** Whether a text names an icon of the set; for names that come from a plugin. */
export function isIconName(name: string): name is IconName {
  return Object.hasOwn(ICON_PATHS, name)
}
