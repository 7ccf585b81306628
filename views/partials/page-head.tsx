import type { ComponentChildren, VNode } from 'preact'
import { safeHref } from './safe-href.ts'

export interface Crumb {
  readonly label: string
  /** Missing on the page itself, which stands last. */
  readonly href?: string
}

export interface PageHeadProps {
  readonly crumbs?: readonly Crumb[]
  /** The one `h1` of the page. */
  readonly title: ComponentChildren
  /** A state right after the title. */
  readonly state?: ComponentChildren
  /** One line under the title. */
  readonly sub?: ComponentChildren
  /** Buttons at the right end; one of them may be primary. */
  readonly actions?: ComponentChildren
}

/** The head of a page: where one is, what it is, what can be done. */
export function PageHead({ crumbs, title, state, sub, actions }: PageHeadProps): VNode {
  return (
    <>
      {crumbs !== undefined && (
        <nav class="page-pretitle mb-1" aria-label="Breadcrumb">
          {crumbs.map(({ label, href }, at) => (
            <>
              {at > 0 && ' / '}
              {href === undefined ? (
                <span aria-current="page">{label}</span>
              ) : (
                <a href={safeHref(href)}>{label}</a>
              )}
            </>
          ))}
        </nav>
      )}
      <div class="gp-head">
        <div class="min-w-0">
          <h1 class="page-title d-flex gap-2 align-items-center flex-wrap">
            <span class="text-break">{title}</span> {state}
          </h1>
          {sub !== undefined && <div class="text-secondary num text-break">{sub}</div>}
        </div>
        {actions !== undefined && actions !== false && <div class="btn-list">{actions}</div>}
      </div>
    </>
  )
}
