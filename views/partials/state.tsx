import type { ComponentChildren, VNode } from 'preact'
import { Icon, type IconName } from './icon.tsx'

/** The five meanings a colour may have. */
export type Tone = 'ok' | 'warn' | 'bad' | 'busy' | 'idle'

export interface StateProps {
  readonly tone: Tone
  readonly icon: IconName
  /** The word; colour and icon never stand alone. */
  readonly children: ComponentChildren
}

/** A state: colour + icon + word. */
export function State({ tone, icon, children }: StateProps): VNode {
  return (
    <span class={`st st-${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  )
}

interface Known {
  readonly tone: Tone
  readonly icon: IconName
  readonly word: string
}

/** `word` alone, or `word · detail`. */
function withDetail({ tone, icon, word }: Known, detail: string | undefined): VNode {
  return (
    <State tone={tone} icon={icon}>
      {detail === undefined || detail === '' ? word : `${word} · ${detail}`}
    </State>
  )
}

const DELIVERY = {
  held: { tone: 'idle', icon: 'player-pause', word: 'Held' },
  pending: { tone: 'warn', icon: 'clock', word: 'Pending' },
  leased: { tone: 'busy', icon: 'send', word: 'Sending' },
  delivered: { tone: 'ok', icon: 'check', word: 'Delivered' },
  dead: { tone: 'bad', icon: 'x', word: 'Dead' },
  skipped: { tone: 'idle', icon: 'ban', word: 'Skipped' },
} as const satisfies Readonly<Record<string, Known>>

/** The states a delivery has; exactly one at a time. */
export type DeliveryStateName = keyof typeof DELIVERY

export interface DeliveryStateProps {
  readonly state: DeliveryStateName
  /** What follows the dot: `behind 1`, `in 27 min`, `2nd try`, `rejected`, `filtered`. */
  readonly detail?: string
}

/** The state of a delivery, as the word on screen with its colour and icon. */
export function DeliveryState({ state, detail }: DeliveryStateProps): VNode {
  return withDetail(DELIVERY[state], detail)
}

/** The bare word of a delivery's state, for a sentence, a filter or a heading. */
export function deliveryStateWord(state: DeliveryStateName): string {
  return DELIVERY[state].word
}

const ENDPOINT = {
  delivering: { tone: 'ok', icon: 'check', word: 'Delivering' },
  failing: { tone: 'bad', icon: 'alert-triangle', word: 'Failing' },
  disabled: { tone: 'idle', icon: 'player-pause', word: 'Disabled' },
} as const satisfies Readonly<Record<string, Known>>

export type EndpointStateName = keyof typeof ENDPOINT

export interface EndpointStateProps {
  readonly state: EndpointStateName
  /** `probe in 48 s`, `by ann`. */
  readonly detail?: string
}

/** The state of a webhook as a whole. */
export function EndpointState({ state, detail }: EndpointStateProps): VNode {
  return withDetail(ENDPOINT[state], detail)
}

const SECRET = {
  signing: { tone: 'ok', icon: 'check', word: 'Signing' },
  old: { tone: 'warn', icon: 'clock', word: 'Old' },
} as const satisfies Readonly<Record<string, Known>>

/** Whether a secret signs alone or is on its way out during a rotation. */
export function SecretState({ state }: { readonly state: keyof typeof SECRET }): VNode {
  return withDetail(SECRET[state], undefined)
}

const USER = {
  active: { tone: 'ok', icon: 'check', word: 'Active' },
  invited: { tone: 'warn', icon: 'mail', word: 'Invited' },
  blocked: { tone: 'bad', icon: 'lock', word: 'Blocked' },
  deleting: { tone: 'warn', icon: 'clock', word: 'Deleting' },
} as const satisfies Readonly<Record<string, Known>>

export type UserStateName = keyof typeof USER

export interface UserStateProps {
  readonly state: UserStateName
  readonly detail?: string
}

/** The status of a user. */
export function UserState({ state, detail }: UserStateProps): VNode {
  return withDetail(USER[state], detail)
}
