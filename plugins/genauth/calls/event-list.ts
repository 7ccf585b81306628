import { CATEGORIES } from '../event-names.ts'
import type { Call } from './call.ts'

/** GenAuth's events by category; `available` tells which of them fire here. */
export const eventListCall: Call = {
  method: 'get',
  path: '/get-webhook-event-list',
  async run({ genauth }) {
    const fires = new Set(genauth.eventNames().flatMap(({ name, types }) => (types.length > 0 ? name : [])))
    return {
      categories: CATEGORIES.map(({ name, nameEn, value }) => ({ name, nameEn, value })),
      events: CATEGORIES.flatMap((category) =>
        Object.entries(category.events).map(([value, [name, nameEn]]) => ({
          name,
          nameEn,
          value,
          category: category.value,
          available: fires.has(value),
        })),
      ),
    }
  },
}
