import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** Whether the one who reads the page may change anything; false for a viewer in the console. */
export const MayAct = createContext(true)

export function useMayAct(): boolean {
  return useContext(MayAct)
}

/** Whether an address of the console is a form: by convention those end in `/new` or `/edit`. */
export function isFormAddress(href: string): boolean {
  return /\/(?:new|edit)\/?$/.test(href.split(/[?#]/)[0] ?? '')
}
