import type { MenuItem } from '../hooks/contract.ts'

/** The console's own places. */
const coreMenu: readonly MenuItem[] = [
  { group: '', label: 'Overview', href: '/console', icon: 'layout-dashboard' },
  { group: 'Events out', label: 'Event log', href: '/console/events', icon: 'list-details' },
  { group: 'Events out', label: 'Catalogue', href: '/console/event-types', icon: 'book' },
  { group: 'People', label: 'Users', href: '/console/users', icon: 'users' },
  { group: 'People', label: 'Operators', href: '/console/operators', icon: 'user-shield' },
  { group: 'Server', label: 'API keys', href: '/console/api-keys', icon: 'key' },
  { group: 'Server', label: 'API reference', href: '/console/api', icon: 'world' },
  { group: 'Server', label: 'Plugins', href: '/console/plugins', icon: 'puzzle' },
  { group: 'Server', label: 'Settings', href: '/console/settings', icon: 'settings' },
]

/** Headings from top to bottom; those that plugins bring follow. */
const GROUPS: readonly string[] = ['', 'Events out', 'People', 'Server']

/** The menu of the console: the items of a heading stand together, plugins' before the core's. */
export function consoleMenu(plugins: readonly MenuItem[]): readonly MenuItem[] {
  const items = [...plugins, ...coreMenu]
  const groups = new Set([...GROUPS, ...items.map((item) => item.group)])
  return [...groups].flatMap((group) => items.filter((item) => item.group === group))
}
