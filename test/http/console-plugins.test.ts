import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Refusal } from '../../src/domain/errors.ts'
import type { PluginReport } from '../../src/domain/plugin-report.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { signedInOperator } from '../support/people.ts'
import type { PageVisitor } from '../support/visit.ts'

const report: PluginReport = {
  ...{ id: 'audit-trail', version: undefined, contract: 1 },
  adds: {
    ...{ events: ['audit.written'], pages: ['/console/audit'], api: ['GET /api/v1/audit'], documents: [] },
    ...{ jobs: ['audit sweep'], hooks: [], services: [], settings: ['GATEPOST_AUDIT_DAYS'] },
  },
  subscribers: [
    {
      ...{ name: 'audit-trail', position: 4711, behind: 12, failures: 0, parkedCount: 1 },
      parked: [
        {
          position: 12,
          error: 'column <day> is missing',
          parkedAt: 0,
          event: { id: 'evt_12', type: 'user.updated' },
        },
      ],
    },
  ],
  jobs: [{ name: 'audit sweep', failures: 0, error: null, failedAt: null }],
}

describe('the page of plugins', () => {
  let test: TestApp
  let opa: PageVisitor
  let answer: () => Promise<void>
  const asked: unknown[] = []
  before(async () => {
    test = await openTestApp({
      parts: {
        plugins: {
          report: async () => [report],
          retryParked(place, { actor }) {
            asked.push([place, actor.type])
            return answer()
          },
        },
      },
    })
    opa = await signedInOperator(test)
  })
  after(() => test.close())
  const retry = (fields: Readonly<Record<string, string>>) =>
    opa.submit('/console/plugins/retry', fields, '/console/plugins')

  it('shows what each adds, how far it has read, and what it set aside with the error', async () => {
    const { text } = await opa.get('/console/plugins')
    assert.match(text, /audit-trail/)
    assert.match(text, /0\.0\.0, comes with Gatepost/)
    assert.match(text, /to position 4,711, 12 behind/)
    assert.match(text, /1 event set aside/)
    assert.match(text, /column &lt;day> is missing/)
    assert.match(text, /href="\/console\/events\/evt_12"/)
    for (const name of ['audit.written', 'GET /api/v1/audit', 'GATEPOST_AUDIT_DAYS'])
      assert.ok(text.includes(name), name)
  })

  it('tries one again by name and place, as the operator, and says so', async () => {
    answer = async () => {}
    const { status, headers } = await retry({ subscriber: 'audit-trail', position: '12' })
    assert.deepEqual([status, headers.location], [303, '/console/plugins'])
    assert.deepEqual(asked.splice(0), [[{ subscriber: 'audit-trail', position: 12 }, 'operator']])
    assert.match((await opa.get('/console/plugins')).text, /Done: the subscriber has the event now\./)
  })

  it('says on the page when it failed again', async () => {
    answer = () => Promise.reject(new Refusal('conflict', { message: 'It failed again.' }))
    const { status, text } = await retry({ subscriber: 'audit-trail', position: '12' })
    assert.equal(status, 409)
    assert.match(text, /It failed again\./)
    assert.match(text, /to position 4,711/)
    asked.splice(0)
  })

  it('refuses what is no place, and tries nothing', async () => {
    const wrong: readonly Readonly<Record<string, string>>[] = [
      {},
      { subscriber: 'audit-trail', position: 'all' },
      { subscriber: '', position: '12' },
      { subscriber: 'audit-trail', position: '12', colour: 'red' },
    ]
    for (const fields of wrong) assert.equal((await retry(fields)).status, 422, JSON.stringify(fields))
    assert.deepEqual(asked, [])
    assert.equal((await opa.get('/console/plugins/retry')).status, 405)
  })
})
