import type { ComponentChildren, VNode } from 'preact'
import { useTexts } from '../languages/reader.ts'
import { Brand } from '../partials/brand.tsx'
import { PostButton } from '../partials/button.tsx'
import { Icon, type IconName } from '../partials/icon.tsx'
import { LeavingNote } from '../partials/leaving.tsx'
import { type Flash, FlashNote } from '../partials/note.tsx'
import { Document } from './document.tsx'

/** The pages of an account, in the order of the menu. */
export type AccountPlace = 'profile' | 'password' | 'mfa' | 'sessions' | 'activity' | 'data'

const PLACES: readonly { place: AccountPlace; icon: IconName }[] = [
  { place: 'profile', icon: 'user' },
  { place: 'password', icon: 'lock' },
  { place: 'mfa', icon: 'shield-lock' },
  { place: 'sessions', icon: 'device-laptop' },
  { place: 'activity', icon: 'history' },
  { place: 'data', icon: 'download' },
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
  /** When this account is deleted, in epoch milliseconds, where its owner asked for that. */
  readonly leavingAt?: number
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
  const t = useTexts()
  return (
    <Document title={props.title} nonce={props.nonce} scripts={props.scripts}>
      <header class="top">
        <Brand href="/account" />
        <span class="ms-auto text-secondary text-truncate top-who">{props.who}</span>
        {props.operator === true && <a href="/console">{t('account.console')}</a>}
        <PostButton kind="link" action="/logout" csrfToken={props.csrfToken}>
          {t('account.signOut')}
        </PostButton>
      </header>
      <div class="acct">
        <nav class="gp-nav nav" aria-label={t('account.menu')}>
          {PLACES.map(({ place, icon }) => (
            <a
              key={place}
              class={place === props.active ? 'nav-link active' : 'nav-link'}
              aria-current={place === props.active ? 'page' : undefined}
              href={`/account/${place}`}
            >
              <Icon name={icon} />
              {t(`account.${place}`)}
            </a>
          ))}
        </nav>
        <main id="main" tabindex={-1}>
          <FlashNote flash={props.flash} />
          {props.leavingAt !== undefined && (
            <LeavingNote at={props.leavingAt} here={props.active === 'data'} />
          )}
          {props.children}
        </main>
      </div>
    </Document>
  )
}
