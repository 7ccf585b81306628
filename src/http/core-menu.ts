import type { MenuItem } from '../hooks/contract.ts'

/** The console's own places; plugins' come after them. */
export const coreMenu: readonly MenuItem[] = [
  { group: '', label: 'Overview', href: '/console', icon: 'layout-dashboard' },
  { group: 'People', label: 'Users', href: '/console/users', icon: 'users' },
  { group: 'Server', label: 'Event log', href: '/console/events', icon: 'list-details' },
  { group: 'Server', label: 'API keys', href: '/console/api-keys', icon: 'key' },
]
