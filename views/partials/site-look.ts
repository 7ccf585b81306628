import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** How the server presents itself, as its operator set it. */
export interface SiteLook {
  readonly productName: string
  /** `#rrggbb`, or null for the product's own. */
  readonly accent: string | null
  /** The hash of the operator's logo; null for the product's own mark. */
  readonly logo: string | null
  readonly supportUrl: string | null
  readonly termsUrl: string | null
}

/** What the server is called until its operator says otherwise. */
export const PRODUCT_NAME = 'Gatepost'

export const DEFAULT_LOOK: SiteLook = {
  productName: PRODUCT_NAME,
  accent: null,
  logo: null,
  supportUrl: null,
  termsUrl: null,
}

export const SiteLookContext = createContext<SiteLook>(DEFAULT_LOOK)

export function useSiteLook(): SiteLook {
  return useContext(SiteLookContext)
}

/** Where a logo is; a new one has a new address, so that browsers keep the old one no longer. */
export function logoHref(logo: string): string {
  return `/look/logo?v=${encodeURIComponent(logo)}`
}
