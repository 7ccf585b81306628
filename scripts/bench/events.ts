import type { EventDraft } from '../../src/domain/event.ts'
import { userEvent } from '../../src/domain/event-catalogue.ts'
import { publicUserSchema } from '../../src/domain/user.ts'

/** The `index`-th event of the load: users take turns, and each is registered before anything else happens. */
export function draft(index: number, users: number): EventDraft {
  const number = index % users
  const id = `usr_bench${String(number).padStart(8, '0')}`
  const time = '2026-11-23T10:00:00.000Z'
  const user = publicUserSchema.parse({
    id,
    username: `user${number}`,
    email: `user${number}@example.org`,
    emailVerified: true,
    phone: null,
    name: `Person Number ${number}`,
    givenName: 'Person',
    familyName: `Number ${number}`,
    locale: 'en',
    zoneinfo: 'Europe/Berlin',
    externalId: `E-${number}`,
    status: 'active',
    mfaEnabled: false,
    customFields: {},
    loginsCount: 0,
    lastLoginAt: null,
    createdAt: time,
    updatedAt: time,
  })
  const context = {
    actor: { type: 'user', id },
    ip: '203.0.113.9',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    requestId: `req_${index}`,
  } as const
  if (index < users) return userEvent('user.registered', user, { method: 'self' }, context)
  const changes = { name: { from: user.name, to: `${user.name} ${Math.floor(index / users)}` } }
  return userEvent('user.updated', user, { changes }, context)
}
