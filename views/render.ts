import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** A whole page as HTML text. The tree is a pure function of its props, so rendering has no other effect. */
export function renderPage(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`
}
