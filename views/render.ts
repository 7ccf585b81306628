import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { SiteLook } from './partials/site-look.ts'
import { withLook } from './partials/with-look.tsx'

/** A whole page as HTML text. The tree is a pure function of its props, so rendering has no other effect. */
export function renderPage(page: VNode, look?: SiteLook): string {
  return `<!doctype html>${renderToString(look === undefined ? page : withLook(page, look))}`
}
