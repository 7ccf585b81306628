/** Which messages of an event an endpoint wants. */
import type { LoggedEvent } from '#gatepost'
import { genauthName, genauthNamesOf } from '../formats/genauth-names.ts'
import type { Endpoint } from './endpoint.ts'
import { compilePatterns } from './patterns.ts'

/** The part of an endpoint that decides. */
export type Subscribed = Pick<Endpoint, 'id' | 'format' | 'events' | 'includeFailedLogins'>

/** The variants that an endpoint wants of an event: none, `['']`, or several GenAuth names. */
export type Subscription = (event: Pick<LoggedEvent, 'type' | 'subject' | 'target'>) => readonly string[]

const NONE: readonly string[] = []
const ONE: readonly string[] = ['']

/**
 * Compiles an endpoint's events into one quick question; keep it for as long as the endpoint stays as it is.
 *
 * An addressed event is wanted by the endpoints that it names, whatever their patterns, and by no other. An
 * endpoint never wants events about itself. In the genauth format each wanted name is a variant; an event that
 * only a pattern of ours takes in and that has no such name is the variant `''`, skipped as `no_equivalent`.
 */
export function compileSubscription(endpoint: Subscribed): Subscription {
  const chosen = chooser(endpoint)
  const wanted = new Map<string, readonly string[]>()
  return (event) => {
    if (event.target !== null) return event.target.includes(endpoint.id) ? all(endpoint, event.type) : NONE
    if (event.subject === endpoint.id) return NONE
    let variants = wanted.get(event.type)
    if (variants === undefined) {
      variants = chosen(event.type)
      wanted.set(event.type, variants)
    }
    return variants
  }
}

/** The same for a single question. */
export function variantsOf(endpoint: Subscribed, event: Parameters<Subscription>[0]): readonly string[] {
  return compileSubscription(endpoint)(event)
}

function chooser(endpoint: Subscribed): (type: string) => readonly string[] {
  if (endpoint.format !== 'genauth') {
    const matches = compilePatterns(endpoint.events)
    return (type) => (matches(type) ? ONE : NONE)
  }
  const names = new Set(endpoint.events.map(genauthName))
  const matches = compilePatterns(endpoint.events.filter((pattern) => genauthName(pattern) === undefined))
  // GenAuth's `login` does not say whether it succeeded, so failures go only to those who ask for them.
  const failures = endpoint.includeFailedLogins || endpoint.events.includes('user.login.failed')
  return (type) => {
    if (type === 'user.login.failed' && !failures) return NONE
    if (matches(type)) return all(endpoint, type)
    return genauthNamesOf(type).filter((name) => names.has(name))
  }
}

function all(endpoint: Subscribed, type: string): readonly string[] {
  if (endpoint.format !== 'genauth') return ONE
  const names = genauthNamesOf(type)
  return names.length > 0 ? names : ONE
}
