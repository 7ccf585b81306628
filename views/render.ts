import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { CONSOLE_READER, type Reader } from './languages/reader.ts'
import { withReader } from './languages/with-reader.tsx'
import type { SiteLook } from './partials/site-look.ts'
import { withLook } from './partials/with-look.tsx'

/**
 * A whole page as HTML text, for `reader`: the console's reader unless told. The tree is a pure function of its props,
 * so rendering has no other effect.
 */
export function renderPage(page: VNode, look?: SiteLook, reader: Reader = CONSOLE_READER): string {
  const read = withReader(page, reader)
  return `<!doctype html>${renderToString(look === undefined ? read : withLook(read, look))}`
}

/** One part of a page of the console as HTML text, for a page that shows it already. */
export function renderPart(part: VNode): string {
  return renderToString(withReader(part, CONSOLE_READER))
}
