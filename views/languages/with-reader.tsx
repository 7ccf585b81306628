import type { VNode } from 'preact'
import { type Reader, ReaderContext } from './reader.ts'

/** A page as `reader` reads it. */
export function withReader(page: VNode, reader: Reader): VNode {
  return <ReaderContext.Provider value={reader}>{page}</ReaderContext.Provider>
}
