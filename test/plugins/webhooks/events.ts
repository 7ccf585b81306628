/** Events and endpoints for the tests of the pure parts. */
import type { LoggedEvent, PublicUser } from '#gatepost'
import {
  type Endpoint,
  type EndpointInput,
  endpointInput,
} from '../../../plugins/webhooks/endpoint/endpoint.ts'

export const ann: PublicUser = {
  id: 'usr_ann',
  username: 'ann',
  email: 'ann@example.org',
  emailVerified: false,
  phone: null,
  name: 'Ann Example',
  givenName: null,
  familyName: null,
  locale: 'en',
  zoneinfo: null,
  externalId: 'E-7',
  status: 'active',
  mfaEnabled: false,
  customFields: { department: 'R&D' },
  loginsCount: 3,
  lastLoginAt: '2026-11-22T09:00:00.000Z',
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
}

/** An event about Ann; `data` stands beside `data.user`. */
export function eventOf(type: string, data: object = {}, rest: Partial<LoggedEvent> = {}): LoggedEvent {
  return {
    position: 4711,
    id: 'evt_01jd9v',
    type,
    subject: ann.id,
    target: null,
    sequence: 12,
    at: Date.parse('2026-11-23T10:00:00.000Z'),
    data: { user: ann, ...data },
    context: { actor: { type: 'user', id: ann.id }, ip: '203.0.113.9', requestId: 'req_1' },
    ...rest,
  }
}

/** A whole endpoint with the defaults of a creation. */
export function endpointOf(input: Partial<EndpointInput> = {}): Endpoint {
  const settings = endpointInput.parse({
    name: 'HR sync',
    url: 'https://oa.example.org/hooks',
    events: ['user.*'],
    ...input,
  })
  return { ...settings, id: 'ep_1', num: 1, disabledReason: null, createdAt: 0, updatedAt: 0 }
}
