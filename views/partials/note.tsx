import type { ComponentChildren, VNode } from 'preact'
import { type Saying, useReader } from '../languages/reader.ts'
import { Icon, type IconName } from './icon.tsx'
import type { Tone } from './state.tsx'

const ICON_OF = {
  ok: 'check',
  warn: 'clock',
  bad: 'alert-triangle',
  busy: 'info-circle',
  idle: 'info-circle',
} as const satisfies Readonly<Record<Tone, IconName>>

export interface NoteProps {
  readonly tone: Tone
  readonly icon?: IconName
  /** The answer, in one line. */
  readonly title: ComponentChildren
  readonly children?: ComponentChildren
  /** Buttons at the right end. */
  readonly actions?: ComponentChildren
  /** `alert` interrupts a screen reader, `status` waits its turn. */
  readonly role?: 'alert' | 'status'
}

/** A banner: what is so, and what to do about it. */
export function Note({ tone, icon, title, children, actions, role }: NoteProps): VNode {
  return (
    <div class={`note st-${tone}${children === undefined ? ' note-line' : ''} mb-3`} role={role}>
      <Icon name={icon ?? ICON_OF[tone]} />
      <div>
        <div class="fw-medium">{title}</div>
        {children !== undefined && <div>{children}</div>}
      </div>
      {actions !== undefined && actions !== false && <div class="btn-list">{actions}</div>}
    </div>
  )
}

/** A message that a former request left for this page, such as `Profile saved.` */
export interface Flash {
  readonly tone: Tone
  readonly text: Saying
}

/** The flash as a banner, or nothing. */
export function FlashNote({ flash }: { readonly flash?: Flash | undefined }): VNode | null {
  const { said } = useReader()
  if (flash === undefined) return null
  return <Note tone={flash.tone} title={said(flash.text)} role={flash.tone === 'bad' ? 'alert' : 'status'} />
}
