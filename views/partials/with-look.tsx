import type { VNode } from 'preact'
import { type SiteLook, SiteLookContext } from './site-look.ts'

/** A page as it looks on a server whose operator chose `look`. */
export function withLook(page: VNode, look: SiteLook): VNode {
  return <SiteLookContext.Provider value={look}>{page}</SiteLookContext.Provider>
}
