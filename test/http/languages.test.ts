import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type MailToRender, renderAccountMail } from '../../views/mails/index.ts'
import { openTestApp, type TestApp } from '../support/app.ts'
import { PASSWORD, signedInOperator } from '../support/people.ts'
import { type PageVisitor, visitor } from '../support/visit.ts'

const CHINESE = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.4' }
const langOf = (html: string) => /<html lang="([^"]+)"/.exec(html)?.[1]

describe('the reader’s language', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp({ settings: { limitsScale: 10 } })
  })
  after(() => test.close())

  const choose = (browser: PageVisitor, language: string, from = '/login') =>
    browser.submit('/language', { language, return_to: from }, from)

  it('is that of the browser, and English where the browser asks for another', async () => {
    const page = await visitor(test.app, { headers: CHINESE }).get('/login')
    assert.equal(langOf(page.text), 'zh-CN')
    assert.match(page.text, /<h1 class="mb-1">登录<\/h1>/)
    const german = await visitor(test.app, { headers: { 'accept-language': 'de' } }).get('/login')
    assert.equal(langOf(german.text), 'en')
  })

  it('is chosen on the page, comes back to it, and stays through registering, signing in and out', async () => {
    const ann = visitor(test.app)
    const chosen = await choose(ann, 'zh-CN', '/register')
    assert.deepEqual([chosen.status, chosen.headers.location], [303, '/register'])
    await ann.submit('/register', { username: 'ann', email: 'ann@example.org', password: PASSWORD })
    const signedIn = await ann.submit('/login', { login: 'ann', password: PASSWORD })
    assert.equal(signedIn.headers.location, '/account')
    for (const path of ['profile', 'password', 'mfa', 'sessions', 'data']) {
      const page = await ann.get(`/account/${path}`)
      assert.deepEqual([page.status, langOf(page.text)], [200, 'zh-CN'], path)
    }
    await ann.submit('/logout')
    assert.match((await ann.get('/logout')).text, /已退出登录/)
  })

  it('leads to no other site, and takes no language that there is not', async () => {
    const browser = visitor(test.app)
    const page = '/login'
    const away = await browser.submit('/language', { language: 'en', return_to: '//evil.example' }, page)
    assert.equal(away.headers.location, '/')
    const unknown = await browser.submit('/language', { language: 'tlh', return_to: page }, page)
    assert.equal(unknown.status, 422)
    assert.match(unknown.text, /Choose a language/)
  })

  it('of the profile wins over the browser’s, at once and with the sentence for the next page', async () => {
    const bob = visitor(test.app, { headers: { 'accept-language': 'en' } })
    await bob.submit('/register', { username: 'bob', password: PASSWORD })
    await bob.submit('/login', { login: 'bob', password: PASSWORD })
    assert.equal(langOf((await bob.get('/account/profile')).text), 'en')
    await bob.submit('/account/profile', { locale: 'zh-CN' })
    const page = await bob.get('/account/profile')
    assert.equal(langOf(page.text), 'zh-CN')
    assert.match(page.text, /个人资料已保存。/)
    assert.match(page.text, /<option value="zh-CN" selected>简体中文<\/option>/)
  })

  it('says what is wrong beside the field, whoever found it', async () => {
    const eve = visitor(test.app, { headers: CHINESE })
    const beside = (html: string, id: string) =>
      new RegExp(`id="${id}-error">.*?<span>(.*?)</span>`, 's').exec(html)?.[1]
    const refused = await eve.submit('/register', { username: 'eve@work', email: 'eve', password: 'short' })
    assert.equal(refused.status, 422)
    assert.equal(beside(refused.text, 'f-username'), '用户名不能包含 @，邮箱请填写在邮箱一栏。')
    assert.equal(beside(refused.text, 'f-email'), '请输入有效的邮箱，例如 ann@example.org。')
    assert.equal(beside(refused.text, 'f-password'), '至少需要 12 个字符，现在只有 5 个。')
    assert.match(refused.text, /有 3 处需要修改/)
    const empty = await eve.submit('/login', { login: ' ', password: '' })
    assert.equal(beside(empty.text, 'f-login'), '请输入用户名或邮箱。')
    const wrong = await eve.submit('/login', { login: 'nobody', password: 'whatever it is' })
    assert.equal(beside(wrong.text, 'f-password'), '账号或密码不正确。请检查后重试，或重置密码。')
    const long = await eve.submit('/login', { login: 'x'.repeat(2000), password: PASSWORD })
    assert.equal(beside(long.text, 'f-login'), '最多 1000 个字符。')
  })

  it('is that of error pages too, also before the cookies are read', async () => {
    const eve = visitor(test.app, { headers: CHINESE })
    assert.match((await eve.get('/nowhere')).text, /<h1 class="mb-1">页面不存在<\/h1>/)
    assert.match((await eve.get('/%')).text, /无法识别的请求/)
    assert.match((await eve.post('/login', { login: 'x' })).text, /表单已过期/)
    assert.match((await eve.get('/reset-password?token=spent')).text, /此链接已失效/)
  })

  it('leaves the console in English', async () => {
    const { cookies } = await signedInOperator(test)
    const olga = visitor(test.app, { headers: CHINESE, cookies: cookies() })
    assert.equal(langOf((await olga.get('/account/profile')).text), 'zh-CN')
    const page = await olga.get('/console/users')
    assert.deepEqual([page.status, langOf(page.text)], [200, 'en'])
    assert.match(page.text, /Skip to content/)
  })

  it('of a program is English: the API does not look at what a browser asks for', async () => {
    const answer = await visitor(test.app, { headers: CHINESE }).get('/api/v1/users')
    assert.match(answer.text, /Authorization|API key/)
  })

  it('is that of the person’s mails, with times in the person’s zone', async () => {
    const zoe = visitor(test.app, { headers: CHINESE })
    await zoe.submit('/register', { username: 'zoe', email: 'zoe@example.org', password: PASSWORD })
    await zoe.submit('/login', { login: 'zoe', password: PASSWORD })
    await zoe.submit('/account/profile', { locale: 'zh-CN', zoneinfo: 'Asia/Shanghai' })
    await zoe.submit('/account/verify-email', {}, '/account/profile')
    const rows: { template: MailToRender['template']; data: string; locale: string | null }[] = await test.db
      .reader('mails')
      .where({ recipient: 'zoe@example.org' })
      .orderBy('id')
    const mails = rows.map((row) =>
      renderAccountMail(
        { ...row, data: JSON.parse(row.data), token: 'sample' },
        {
          url: 'https://id.example.org',
          look: { productName: '木星账号', accent: '#0a6b4f', logo: null, supportUrl: null, termsUrl: null },
        },
      ),
    )
    const [first, last] = [mails[0], mails.at(-1)]
    assert.equal(first?.subject, '验证你在 木星账号 的邮箱')
    assert.match(first?.text ?? '', / UTC。/)
    assert.match(last?.text ?? '', /有效期至 \d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d GMT\+8。/)
    assert.match(last?.html ?? '', /<html lang="zh-CN">/)
    assert.match(last?.html ?? '', /background:#0a6b4f/)
    assert.match(last?.html ?? '', /<a href="https:\/\/id\.example\.org" [^>]*>木星账号<\/a>/)
  })

  it('shows times in the profile’s zone, and says UTC without one', async () => {
    const yan = visitor(test.app, { headers: { 'accept-language': 'en' } })
    await yan.submit('/register', { username: 'yan', password: PASSWORD })
    await yan.submit('/login', { login: 'yan', password: PASSWORD })
    const titleOf = (html: string) => /<time dateTime="[^"]+" title="([^"]+)"/i.exec(html)?.[1] ?? ''
    assert.match(titleOf((await yan.get('/account/sessions')).text), / UTC$/)
    await yan.submit('/account/profile', { zoneinfo: 'Asia/Shanghai' })
    assert.match(titleOf((await yan.get('/account/sessions')).text), / GMT\+8$/)
  })
})
