import type { ComponentChildren, VNode } from 'preact'
import { Brand } from '../partials/brand.tsx'
import { PostButton } from '../partials/button.tsx'
import { Icon, type IconName } from '../partials/icon.tsx'
import { type Flash, FlashNote } from '../partials/note.tsx'
import { Document } from './document.tsx'

/** The pages of an account, in the order of the menu. */
export type AccountPlace = 'profile' | 'password' | 'mfa' | 'sessions' | 'data'

const PLACES: readonly { place: AccountPlace; label: string; icon: IconName }[] = [
  { place: 'profile', label: 'Profile', icon: 'user' },
  { place: 'password', label: 'Password', icon: 'lock' },
  { place: 'mfa', label: 'Second factor', icon: 'shield-lock' },
  { place: 'sessions', label: 'Sessions', icon: 'device-laptop' },
  { place: 'data', label: 'Your data', icon: 'download' },
]

/** What every page of an account needs besides its own data. */
export interface AccountShell {
  readonly csrfToken: string
  /** The e-mail or username of the one who is signed in. */
  readonly who: string
  /** Shows the way to the console. */
  readonly operator?: boolean
  readonly nonce?: string
  readonly flash?: Flash
}

export interface AccountLayoutProps extends AccountShell {
  readonly title: string
  readonly active: AccountPlace
  readonly scripts?: readonly string[]
  /** The page; it holds the one `h1`. */
  readonly children: ComponentChildren
}

/** The frame of a person's own pages: a bar on top, its places at the side. */
export function AccountLayout(props: AccountLayoutProps): VNode {
  return (
    <Document title={props.title} nonce={props.nonce} scripts={props.scripts}>
      <header class="top">
        <Brand href="/account" />
        <span class="ms-auto text-secondary text-truncate top-who">{props.who}</span>
        {props.operator === true && <a href="/console">Console</a>}
        <PostButton kind="link" action="/logout" csrfToken={props.csrfToken}>
          Sign out
        </PostButton>
      </header>
      <div class="acct">
        <nav class="gp-nav nav" aria-label="Account">
          {PLACES.map(({ place, label, icon }) => (
            <a
              key={place}
              class={place === props.active ? 'nav-link active' : 'nav-link'}
              aria-current={place === props.active ? 'page' : undefined}
              href={`/account/${place}`}
            >
              <Icon name={icon} />
              {label}
            </a>
          ))}
        </nav>
        <main id="main" tabindex={-1}>
          <FlashNote flash={props.flash} />
          {props.children}
        </main>
      </div>
    </Document>
  )
}
