import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** How the server presents itself, as its operator set it. */
export interface SiteLook {
  readonly productName: string
  /** `#rrggbb`, or null for the product's own. */
  readonly accent: string | null
  readonly supportUrl: string | null
  readonly termsUrl: string | null
}

export const SiteLookContext = createContext<SiteLook>({
  productName: 'Gatepost',
  accent: null,
  supportUrl: null,
  termsUrl: null,
})

export function useSiteLook(): SiteLook {
  return useContext(SiteLookContext)
}
