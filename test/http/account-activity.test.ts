import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { updateUser } from '../../src/usecases/update-user.ts'
import { openTestApp } from '../support/app.ts'
import { givePassword, register } from '../support/people.ts'
import { visitor } from '../support/visit.ts'

const HOME = '/account/activity'

describe('the own activity', () => {
  it('says what happened and from where, in words, in the reader’s language and zone', async (t) => {
    const test = await openTestApp()
    t.after(() => test.close())
    await register(test.app, 'ann')
    await visitor(test.app).submit('/login', { login: 'ann', password: 'not it, no' })
    const ann = await givePassword(test.app, 'ann')
    await ann.submit('/account/profile', { username: 'ann', name: 'Ann', phone: '+49 30 1234567' })
    const { text } = await ann.get(HOME)
    const newestFirst =
      /Changed: Name, Phone\..*Signed in by password\..*A sign-in with a wrong password was refused\..*The account was made\./s
    assert.match(text, newestFirst)
    assert.match(text, /127\.0\.0\.1/)
    const { id } = await test.db.reader('users').where({ username: 'ann' }).first('id')
    await updateUser(
      test.deps,
      { userId: id, changes: { locale: 'zh-CN', zoneinfo: 'Asia/Shanghai' } },
      { actor: { type: 'operator', id: 'usr_x' }, ip: '198.51.100.1' },
    )
    const chinese = (await ann.get(HOME)).text
    assert.match(chinese, /已修改：语言、时区。/)
    assert.match(chinese, /由管理员操作/)
    assert.match(chinese, /GMT\+8/)
    assert.doesNotMatch(chinese, /198\.51\.100\.1/)
  })

  it('goes on page by page, and shows nobody else’s', async (t) => {
    const test = await openTestApp()
    t.after(() => test.close())
    await register(test.app, 'ann')
    const ann = await givePassword(test.app, 'ann')
    for (let times = 0; times < 30; times++)
      await ann.submit('/account/profile', { username: 'ann', name: `A${times}` })
    const [, older = ''] = /href="([^"]+)" rel="next"/.exec((await ann.get(HOME)).text) ?? []
    const second = (await ann.get(older.replaceAll('&amp;', '&'))).text
    assert.match(second, /The account was made\./)
    assert.doesNotMatch(second, /rel="next"/)
    await register(test.app, 'bob')
    const bob = await givePassword(test.app, 'bob')
    assert.match((await bob.get(older.replaceAll('&amp;', '&'))).text, /Nothing further/)
  })
})
