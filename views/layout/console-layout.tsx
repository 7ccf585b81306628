import { type ComponentChildren, Fragment, type VNode } from 'preact'
import { CONSOLE_READER, ReaderContext } from '../languages/reader.ts'
import { Brand } from '../partials/brand.tsx'
import { ButtonLink, PostButton } from '../partials/button.tsx'
import { Icon, isIconName } from '../partials/icon.tsx'
import { MayAct } from '../partials/may-act.ts'
import { type Flash, FlashNote, Note } from '../partials/note.tsx'
import { safeHref } from '../partials/safe-href.ts'
import { Document } from './document.tsx'

/** One entry of the console's menu; plugins bring their own. */
export interface ConsoleMenuItem {
  /** The heading it stands under; empty for the top. Items of a group follow each other. */
  readonly group: string
  readonly label: string
  readonly href: string
  /** A name of the icon set; an unknown one draws a plug, so that a plugin's slip breaks no page. */
  readonly icon: string
  /** How many things need a hand; 0 and absent show nothing. */
  readonly badge?: number
}

/** One sentence above every page while something needs a hand. */
export interface ConsoleBanner {
  readonly tone: 'warn' | 'bad'
  readonly text: string
  readonly href?: string
  /** The words of the link. */
  readonly action?: string
}

/** What every page of the console needs besides its own data. */
export interface ConsoleShell {
  readonly csrfToken: string
  readonly menu: readonly ConsoleMenuItem[]
  /** The e-mail or username of the operator. */
  readonly who: string
  readonly nonce?: string
  readonly flash?: Flash
  readonly banners?: readonly ConsoleBanner[]
  /** Whether this is a viewer, who sees everything and changes nothing: acts are left out of the page. */
  readonly viewer?: boolean
}

export interface ConsoleLayoutProps extends ConsoleShell {
  readonly title: string
  /** The `href` of the menu's entry this page belongs to. */
  readonly active: string
  /** Names of files under /assets, such as `pick-events`. */
  readonly scripts?: readonly string[]
  /** The address of the stream that keeps the page up to date. */
  readonly stream?: string
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
            <Icon name={isIconName(item.icon) ? item.icon : 'plug'} />
            {item.label}
            {item.badge !== undefined && item.badge > 0 && (
              <span class="st st-bad">
                <Icon name="alert-triangle" />
                {item.badge}
                <span class="visually-hidden">{item.badge === 1 ? 'needs a hand' : 'need a hand'}</span>
              </span>
            )}
          </a>
        </Fragment>
      ))}
    </nav>
  )
}

function Foot({ who, csrfToken, viewer }: Pick<ConsoleShell, 'who' | 'csrfToken' | 'viewer'>): VNode {
  return (
    <div class="foot mt-auto px-2 text-secondary">
      <div class="text-truncate" title={who}>
        {who}
      </div>
      {viewer === true && <div>Viewer: sees all, changes nothing</div>}
      <div class="d-flex justify-content-between mt-1">
        <a href="/account">My account</a>
        <PostButton kind="link" action="/logout" csrfToken={csrfToken}>
          Sign out
        </PostButton>
      </div>
    </div>
  )
}

/** The frame of the console, in English: the menu at the side, on a phone behind a button that needs no script. */
export function ConsoleLayout(props: ConsoleLayoutProps): VNode {
  const { menu, active, who, csrfToken, stream } = props
  const scripts = [...(props.scripts ?? []), ...(stream === undefined ? [] : ['live'])]
  return (
    <ReaderContext.Provider value={CONSOLE_READER}>
      <Document title={props.title} nonce={props.nonce} scripts={scripts}>
        <div class="gp">
          <header class="gp-side">
            <Brand href="/console" />
            <details class="gp-menu only-phone">
              <summary class="btn btn-icon" aria-label="Menu">
                <Icon name="menu-2" />
              </summary>
              <div class="gp-drop">
                <Menu menu={menu} active={active} label="Console menu" />
                <Foot who={who} csrfToken={csrfToken} viewer={props.viewer} />
              </div>
            </details>
            <div class="gp-wide">
              <Menu menu={menu} active={active} label="Console" />
              <Foot who={who} csrfToken={csrfToken} viewer={props.viewer} />
            </div>
          </header>
          <main class="gp-main" id="main" tabindex={-1} data-stream={stream}>
            <FlashNote flash={props.flash} />
            {props.banners?.map(({ tone, text, href, action }) => (
              <Note
                key={text}
                tone={tone}
                title={text}
                role="status"
                actions={
                  href === undefined ? undefined : <ButtonLink href={href}>{action ?? 'See'}</ButtonLink>
                }
              />
            ))}
            <MayAct.Provider value={props.viewer !== true}>{props.children}</MayAct.Provider>
          </main>
        </div>
      </Document>
    </ReaderContext.Provider>
  )
}
