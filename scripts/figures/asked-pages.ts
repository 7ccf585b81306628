/** What is there to be asked for, by what a full installation has. */
export interface Known {
  readonly endpoint: string
  readonly delivery: string
  readonly event: string
  readonly user: string
  /** An hour in the middle of the history, as `2026-11-23T10:00`. */
  readonly from: string
  readonly until: string
}

const at = (path: string, query: Readonly<Record<string, string>> = {}): string => {
  const text = new URLSearchParams(query).toString()
  return text === '' ? path : `${path}?${text}`
}

/** Every page of the console that shows what the history holds, and its lists by each of their filters. */
export function consolePages({ endpoint, delivery, event, user, from, until }: Known): string[] {
  const deliveries = (query: Record<string, string>) => at('/console/deliveries', query)
  const events = (query: Record<string, string>) => at('/console/events', query)
  return [
    ...['hour', 'day', 'week'].map((span) => at('/console', { span })),
    '/console/webhooks',
    at('/console/webhooks', { state: 'failing' }),
    at('/console/webhooks', { state: 'disabled' }),
    at('/console/webhooks', { q: '99' }),
    `/console/webhooks/${endpoint}`,
    `/console/webhooks/${endpoint}?state=dead`,
    `/console/webhooks/${endpoint}?type=user.mfa.removed`,
    `/console/webhooks/${endpoint}/edit`,
    `/console/webhooks/${endpoint}/replay/new`,
    '/console/webhooks/new',
    '/console/webhooks/ledger',
    ...['', 'open', 'delivered', 'dead', 'skipped'].map((state) => deliveries(state === '' ? {} : { state })),
    deliveries({ endpoint }),
    deliveries({ endpoint, state: 'open' }),
    deliveries({ type: 'user.updated' }),
    deliveries({ type: 'user.mfa.removed' }),
    deliveries({ type: 'user.mfa.removed', state: 'skipped' }),
    deliveries({ type: 'user.registered' }),
    deliveries({ q: user }),
    deliveries({ q: 'usr_nobody' }),
    deliveries({ q: event }),
    deliveries({ from, until }),
    deliveries({ from, until, state: 'dead' }),
    deliveries({ answer: 'failed' }),
    deliveries({ answer: '422' }),
    deliveries({ answer: 'none' }),
    `/console/deliveries/${delivery}`,
    '/console/events',
    events({ type: 'user.updated' }),
    events({ type: 'user.mfa.removed' }),
    events({ type: 'user.registered' }),
    events({ user }),
    events({ user, type: 'user.registered' }),
    events({ before: '1000' }),
    events({ from, until }),
    events({ from, until, type: 'user.mfa.removed' }),
    events({ from, until, user }),
    `/console/events/${event}`,
    '/console/event-types',
    '/console/event-types/user.updated',
    '/console/users',
    '/console/api-keys',
    '/console/settings',
  ]
}

/** Every list of the API by each of its filters, and what a list leads to. */
export function apiLists({ endpoint, delivery, event, user, from, until }: Known): string[] {
  const deliveries = (query: Record<string, string>) => at('/api/v1/deliveries', query)
  return [
    '/api/v1/webhooks',
    at('/api/v1/webhooks', { search: '99' }),
    `/api/v1/webhooks/${endpoint}`,
    `/api/v1/webhooks/${endpoint}/activity`,
    ...['held,pending,leased', 'delivered', 'dead', 'skipped'].map((state) => deliveries({ state })),
    deliveries({}),
    deliveries({ endpoint }),
    deliveries({ type: 'user.updated' }),
    deliveries({ type: 'user.mfa.removed' }),
    deliveries({ type: 'user.registered' }),
    deliveries({ user }),
    deliveries({ event }),
    deliveries({ from: `${from}:00Z`, until: `${until}:00Z` }),
    deliveries({ answer: '422' }),
    `/api/v1/deliveries/${delivery}`,
    at('/api/v1/events', { after: '0' }),
    at('/api/v1/events', { after: '0', types: 'user.mfa.removed' }),
    at('/api/v1/events', { after: '0', types: 'user.registered' }),
    at('/api/v1/events', { after: '0', types: 'user.mfa.*,user.login.failed' }),
    at('/api/v1/events/newest', { from: `${from}:00Z`, until: `${until}:00Z` }),
    '/api/v1/users',
    '/api/v1/ledger',
    '/api/v1/event-types',
  ]
}
