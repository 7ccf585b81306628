import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request from 'supertest'
import { importTopic } from '../../src/http/user-import.tsx'
import { renderPart } from '../../views/render.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { workOff } from '../support/import-users.ts'
import { signedInOperator } from '../support/people.ts'
import { csrfOf, type PageVisitor } from '../support/visit.ts'

const HOME = '/console/users/imports'

describe('imports in the console', () => {
  let test: TestApp
  let olga: PageVisitor
  before(async () => {
    test = await openTestApp()
    olga = await signedInOperator(test)
  })
  after(() => test.close())

  const upload = async (text: string | Buffer, { name = 'staff.csv', token = '' } = {}) => {
    const csrf = token || (csrfOf((await olga.get(`${HOME}/new`)).text) ?? '')
    return request(test.app)
      .post(HOME)
      .set('cookie', olga.cookies())
      .field('_csrf', csrf)
      .attach('file', Buffer.from(text), name)
  }

  it('a file is uploaded, checked, shown, started with the choice of what is sent, and done', async () => {
    assert.match((await olga.get(HOME)).text, /No import yet/)
    const sent = await upload('username,name\nann,<b>Ann</b>\nbo b,Bob\n')
    assert.equal(sent.status, 303)
    const at = String(sent.headers.location)
    assert.match((await olga.get(at)).text, /data-stream=[\s\S]*0 of 2 lines checked/)
    await workOff(test.deps)
    const checked = (await olga.get(at)).text
    assert.doesNotMatch(checked, /data-stream=/)
    assert.match(checked, /A username is made of letters/)
    assert.match(checked, /Import 1 user/)
    assert.equal((await olga.submit(`${at}/start`, {}, at)).status, 422)
    assert.equal((await olga.submit(`${at}/start`, { events: 'quiet' }, at)).status, 303)
    await workOff(test.deps)
    assert.match((await olga.get(at)).text, /1 user is in; 1 line was left out/)
    assert.match((await olga.get(HOME)).text, /staff\.csv/)
    const bad = await olga.get(`${at}/bad-lines`)
    assert.match(String(bad.headers['content-disposition']), /attachment/)
    assert.match(bad.text, /^line,field,problem\r\n3,username,"?A username is made/)
    const [event] = await test.db
      .reader('events')
      .where({ type: 'user.registered' })
      .orderBy('seq', 'desc')
      .limit(1)
    const context = JSON.parse(event.context)
    assert.deepEqual([context.actor.type, context.quiet], ['operator', true])
    assert.equal((await olga.submit(`${at}/start`, { events: 'send' }, `${HOME}/new`)).status, 409)
  })

  it('an open page is told how far it is, and asks by itself for what its reader may do now', async () => {
    const at = String((await upload('username\ncyd\nno name\n')).headers.location)
    const id = at.split('/').at(-1) ?? ''
    const topic = importTopic(test.deps)
    const told = async (cursor = '') => {
      const parts = Object.entries(await topic.read({ id, cursor }))
      return new Map(parts.map(([part, element]) => [part, renderPart(element)]))
    }
    const acts = async () => (await told()).get('import-acts')
    const before = (await olga.get(at)).text
    assert.match(before, new RegExp(`data-stream="/console/live/core/import[?]id=${id}&amp;cursor="`))
    for (const part of (await told()).keys()) assert.match(before, new RegExp(` id="${part}"`))
    assert.equal(await acts(), '<div id="import-acts" data-own="checking"></div>')
    await workOff(test.deps)
    assert.equal(await acts(), '<div id="import-acts" data-own="checked"></div>')
    assert.match((await told()).get('import-facts') ?? '', /A username is made of letters/)
    assert.match((await olga.get(at)).text, /data-own="checked"[\s\S]*Import 1 user/)
    await assert.rejects(topic.read({ id: 'imp_none' }), { code: 'not_found' })
  })

  it('what is no file of users is told beside the field, and nothing is kept', async () => {
    const before = await test.db.reader('user_imports').count({ n: '*' })
    const strange = await upload('name,role\nann,operator')
    assert.equal(strange.status, 422)
    assert.match(strange.text, /An import makes no operators/)
    const none = await upload('', { name: '' })
    assert.equal(none.status, 422)
    assert.match(none.text, /Choose a file|This file is empty/)
    const form = await olga.submit(HOME, {}, `${HOME}/new`)
    assert.equal(form.status, 422)
    assert.match(form.text, /Choose a file/)
    assert.deepEqual(await test.db.reader('user_imports').count({ n: '*' }), before)
  })

  it('a form from elsewhere brings no file in', async () => {
    const forged = await upload('username\nmallory', { token: 'forged' })
    assert.equal(forged.status, 403)
    const nobody = await request(test.app).post(HOME).attach('file', Buffer.from('username\nx'), 'x.csv')
    assert.equal(nobody.status, 403)
    const broken = await request(test.app)
      .post(HOME)
      .set('cookie', olga.cookies())
      .type('multipart/form-data')
      .send('x')
    assert.equal(broken.status, 400)
  })

  it('can be called off while it waits', async () => {
    const { headers } = await upload('username\ndan')
    await workOff(test.deps)
    const at = String(headers.location)
    assert.equal((await olga.submit(`${at}/cancel`, {}, at)).status, 303)
    assert.match((await olga.get(at)).text, /Called off/)
  })

  it('an export is a file that was asked for by a fresh proof', async () => {
    const page = await olga.get('/console/users/export/new')
    assert.match(page.text, /Export users/)
    const file = await olga.submit(
      '/console/users/export',
      { format: 'csv', status: '' },
      '/console/users/export/new',
    )
    assert.equal(file.status, 200)
    assert.match(
      String(file.headers['content-disposition']),
      /attachment; filename="users-\d{4}-\d\d-\d\d\.csv"/,
    )
    assert.match(file.text, /^username,email,/)
    const token = csrfOf(page.text) ?? ''
    test.clock.move(11 * 60_000)
    const stale = await olga.post('/console/users/export', { _csrf: token, format: 'csv', status: '' })
    assert.match(String(stale.headers.location), /^\/account\/confirm/)
    assert.match(
      String((await olga.get('/console/users/imports/new')).headers.location),
      /^\/account\/confirm/,
    )
  })
})
