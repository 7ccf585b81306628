import { type ComponentChildren, Fragment, type VNode } from 'preact'
import { Brand } from '../partials/brand.tsx'
import { PostButton } from '../partials/button.tsx'
import { Icon, type IconName } from '../partials/icon.tsx'
import { type Flash, FlashNote } from '../partials/note.tsx'
import { safeHref } from '../partials/safe-href.ts'
import type { Tone } from '../partials/state.tsx'
import { Document, type PageScript } from './document.tsx'

/** One entry of the console's menu; plugins bring their own. */
export interface ConsoleMenuItem {
  /** The heading it stands under; empty for the top. Items of a group follow each other. */
  readonly group: string
  readonly label: string
  readonly href: string
  readonly icon: IconName
  /** A state at the right end: `{ tone: 'bad', icon: 'alert-triangle', text: '1', title: '1 failing' }`. */
  readonly badge?: {
    readonly tone: Tone
    readonly icon: IconName
    readonly text: string
    readonly title: string
  }
}

/** What every page of the console needs besides its own data. */
export interface ConsoleShell {
  readonly csrfToken: string
  readonly menu: readonly ConsoleMenuItem[]
  /** The e-mail or username of the operator. */
  readonly who: string
  readonly nonce?: string
  readonly flash?: Flash
  /** Notes above every page, such as a webhook that has failed for long. */
  readonly banner?: ComponentChildren
}

export interface ConsoleLayoutProps extends ConsoleShell {
  readonly title: string
  /** The `href` of the menu's entry this page belongs to. */
  readonly active: string
  readonly scripts?: readonly PageScript[]
  /** The page; it holds the one `h1`. */
  readonly children: ComponentChildren
}

function Menu({
  menu,
  active,
  label,
}: Pick<ConsoleLayoutProps, 'menu' | 'active'> & { label: string }): VNode {
  return (
    <nav class="gp-nav nav" aria-label={label}>
      {menu.map((item, at) => (
        <Fragment key={item.href}>
          {item.group !== '' && item.group !== menu[at - 1]?.group && (
            <div class="subheader">{item.group}</div>
          )}
          <a
            class={item.href === active ? 'nav-link active' : 'nav-link'}
            aria-current={item.href === active ? 'page' : undefined}
            href={safeHref(item.href)}
          >
            <Icon name={item.icon} />
            {item.label}
            {item.badge !== undefined && (
              <span class={`st st-${item.badge.tone}`} title={item.badge.title}>
                <Icon name={item.badge.icon} />
                {item.badge.text}
                <span class="visually-hidden">{item.badge.title}</span>
              </span>
            )}
          </a>
        </Fragment>
      ))}
    </nav>
  )
}

function Foot({ who, csrfToken }: Pick<ConsoleShell, 'who' | 'csrfToken'>): VNode {
  return (
    <div class="foot mt-auto px-2 text-secondary">
      <div class="text-truncate" title={who}>
        {who}
      </div>
      <div class="d-flex justify-content-between mt-1">
        <a href="/account">My account</a>
        <PostButton kind="link" action="/logout" csrfToken={csrfToken}>
          Sign out
        </PostButton>
      </div>
    </div>
  )
}

/** The frame of the console: the menu at the side, on a phone behind a button that needs no script. */
export function ConsoleLayout(props: ConsoleLayoutProps): VNode {
  const { menu, active, who, csrfToken } = props
  return (
    <Document title={props.title} nonce={props.nonce} scripts={props.scripts}>
      <div class="gp">
        <header class="gp-side">
          <Brand href="/console" />
          <details class="gp-menu only-phone">
            <summary class="btn btn-icon" aria-label="Menu">
              <Icon name="menu-2" />
            </summary>
            <div class="gp-drop">
              <Menu menu={menu} active={active} label="Console menu" />
              <Foot who={who} csrfToken={csrfToken} />
            </div>
          </details>
          <div class="gp-wide">
            <Menu menu={menu} active={active} label="Console" />
            <Foot who={who} csrfToken={csrfToken} />
          </div>
        </header>
        <main class="gp-main" id="main" tabindex={-1}>
          <FlashNote flash={props.flash} />
          {props.banner}
          {props.children}
        </main>
      </div>
    </Document>
  )
}
