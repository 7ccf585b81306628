import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { WEBHOOK_EVENTS } from '../../plugins/webhooks/events.ts'
import type { EventCatalogue } from '../../src/domain/event.ts'
import { CORE_EVENTS } from '../../src/domain/event-catalogue.ts'
import { sampleEvent } from '../../src/domain/sample-event.ts'

const catalogue: EventCatalogue = { ...CORE_EVENTS, ...WEBHOOK_EVENTS }

describe('made-up events', () => {
  it('fit the schema of each type in the catalogue', () => {
    for (const [type, { data }] of Object.entries(catalogue)) {
      const event = sampleEvent(type, catalogue)
      const parsed = data.strict().safeParse(event?.data)
      assert.ok(parsed.success, `${type}: ${parsed.error?.message}`)
    }
  })

  it('have a sequence where the type counts in one', () => {
    assert.equal(sampleEvent('user.updated', catalogue)?.sequence, 12)
    assert.equal(sampleEvent('user.login.failed', catalogue)?.sequence, null)
    assert.equal(sampleEvent('api_key.created', catalogue)?.sequence, null)
  })

  it('do not exist for a type that does not', () => {
    for (const type of ['user.none', 'constructor', '']) assert.equal(sampleEvent(type, catalogue), undefined)
  })
})
