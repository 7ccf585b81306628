import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestApp, type TestApp } from '../support/app.ts'
import { givePassword, PASSWORD, register } from '../support/people.ts'
import { type PageVisitor, visitor } from '../support/visit.ts'

const PAGE = '/account/sessions'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'

describe('the sessions of a person', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp()
    for (const name of ['ann', 'bob', 'cyd', 'dan']) await register(test.app, name)
  })
  after(() => test.close())

  const isOpen = async (browser: PageVisitor) => (await browser.get('/account/profile')).status === 200
  const idsOf = async (username: string): Promise<string[]> => {
    const user = await test.db.reader('users').where({ username }).first('id')
    const rows: { id: string }[] = await test.db.reader('sessions').where({ user_id: user.id }).orderBy('id')
    return rows.map((row) => row.id)
  }
  /** `by` of each end of a session in the log. */
  const ends = async (sessionId: string): Promise<string[]> => {
    const rows: { data: string }[] = await test.db.reader('events').where({ type: 'user.session.revoked' })
    return rows
      .map((row) => JSON.parse(row.data))
      .filter((data) => data.sessionId === sessionId)
      .map((data) => data.by)
  }

  it('stand with browser, address, times, and which one is this', async () => {
    const here = visitor(test.app, { headers: { 'user-agent': FIREFOX } })
    await here.submit('/login', { login: 'ann', password: PASSWORD })
    await givePassword(test.app, 'ann')
    const { text } = await here.get(PAGE)
    assert.match(text, /Firefox on Linux.*?This browser/s)
    assert.match(text, /127\.0\.0\.1/)
    assert.equal(text.split('This browser').length - 1, 1)
    assert.equal(text.split('>End session<').length - 1, 1)
  })

  it('end one at a time, by the person, and the browser is signed out at its next page', async () => {
    const there = await givePassword(test.app, 'bob')
    const [id = ''] = await idsOf('bob')
    const here = await givePassword(test.app, 'bob')
    const answer = await here.submit(`${PAGE}/end`, { session: id }, PAGE)
    assert.equal(answer.headers.location, PAGE)
    assert.match((await here.get(PAGE)).text, /The session has ended/)
    assert.ok(!(await isOpen(there)))
    assert.ok(await isOpen(here))
    assert.deepEqual(await ends(id), ['user'])
  })

  it('that ended already are said to have, and end no second time in the log', async () => {
    await givePassword(test.app, 'cyd')
    const [id = ''] = await idsOf('cyd')
    const here = await givePassword(test.app, 'cyd')
    await here.submit(`${PAGE}/end`, { session: id }, PAGE)
    await here.submit(`${PAGE}/end`, { session: id }, PAGE)
    assert.match((await here.get(PAGE)).text, /had ended already/)
    assert.deepEqual(await ends(id), ['user'])
  })

  it('of somebody else cannot be ended', async () => {
    const ann = await givePassword(test.app, 'ann')
    const id = (await idsOf('ann')).at(-1) ?? ''
    const bob = await givePassword(test.app, 'bob')
    await bob.submit(`${PAGE}/end`, { session: id }, PAGE)
    assert.ok(await isOpen(ann))
    assert.deepEqual(await ends(id), [])
  })

  it('end all at once but for this browser', async () => {
    const others = [await givePassword(test.app, 'dan'), await givePassword(test.app, 'dan')]
    const here = await givePassword(test.app, 'dan')
    await here.submit(`${PAGE}/end-others`, {}, PAGE)
    const { text } = await here.get(PAGE)
    assert.match(text, /2 other sessions have ended/)
    assert.match(text, /This browser alone/)
    assert.deepEqual(await Promise.all(others.map(isOpen)), [false, false])
    assert.equal((await idsOf('dan')).length, 1)
  })
})
