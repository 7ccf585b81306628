import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { h } from 'preact'
import { CORE_EVENTS } from '../../src/domain/event-catalogue.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { numberAll } from '../support/number-all.ts'
import { signedInOperator } from '../support/people.ts'
import type { PageVisitor } from '../support/visit.ts'

describe('the catalogue in the console', () => {
  let test: TestApp
  let opa: PageVisitor
  before(async () => {
    test = await openTestApp({
      parts: {
        eventPages: [
          {
            event: async ({ type }) => h('p', {}, `Heard of ${type}`),
            eventType: async (type) => (type === 'user.updated' ? h('p', {}, `Looks like ${type}`) : null),
            besideEventType: async (type) =>
              type === 'user.updated' ? h('p', {}, `Asked for ${type}`) : null,
          },
          {},
        ],
      },
    })
    opa = await signedInOperator(test)
    await numberAll(test.db)
  })
  after(() => test.close())

  it('lists every type of event with its description', async () => {
    const { text } = await opa.get('/console/event-types')
    for (const [type, { description }] of Object.entries(CORE_EVENTS)) {
      assert.ok(text.includes(`/console/event-types/${type}"`), type)
      assert.ok(text.includes(description.replaceAll('’', '’')), description)
    }
  })

  it('shows a type with its schema, and links to the schema’s own address', async () => {
    const { text } = await opa.get('/console/event-types/user.updated')
    assert.match(text, /href="\/schemas\/events\/user\.updated\.json"/)
    assert.match(text, /&quot;const&quot;:<\/i> &quot;user\.updated&quot;/)
    assert.equal((await opa.get('/schemas/events/user.updated.json')).status, 200)
    assert.match(text, /href="\/console\/events\?type=user\.updated"/)
  })

  it('finds a type by words of its name, its group and its description, and says so when none fits', async () => {
    const found = async (q: string) => {
      const { text } = await opa.get(`/console/event-types?q=${encodeURIComponent(q)}`)
      return [...text.matchAll(/href="\/console\/event-types\/([^"]+)"/g)].map(([, type]) => type)
    }
    assert.deepEqual(await found('REFUSED sign-in'), ['user.login.failed'])
    assert.deepEqual(await found('second mfa.enrolled'), ['user.mfa.enrolled'])
    assert.deepEqual(await found('no such <event>'), [])
    const { text } = await opa.get('/console/event-types?q=flown%22')
    assert.match(text, /No type of event fits/)
    assert.match(text, /name="q" value="flown&quot;"/)
  })

  it('says what plugins say about a type, examples before who asks for it, and nothing where they have nothing', async () => {
    assert.match(
      (await opa.get('/console/event-types/user.updated')).text,
      /Looks like user\.updated.*Asked for user\.updated/s,
    )
    assert.doesNotMatch((await opa.get('/console/event-types/user.deleted')).text, /Asked for/)
  })

  it('says what plugins say about an event, and who caused it, by a link', async () => {
    const row = await test.db.reader('events').where({ type: 'user.login.succeeded' }).first('id')
    const { text } = await opa.get(`/console/events/${row.id}`)
    assert.match(text, /Heard of user\.login\.succeeded/)
    assert.match(text, /href="\/console\/event-types\/user\.login\.succeeded"/)
    assert.match(text, /opa<\/span> · by self · .*Heard of/s)
    const granted = await test.db.reader('events').where({ type: 'operator.granted' }).first('id')
    assert.match((await opa.get(`/console/events/${granted.id}`)).text, /By<\/dt>/)
  })

  it('is not there for a type that does not exist, however it is called', async () => {
    for (const type of ['user.flown', 'constructor', '__proto__', '%3Cscript%3E'])
      assert.equal((await opa.get(`/console/event-types/${type}`)).status, 404, type)
  })
})
