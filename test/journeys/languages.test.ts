import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Authenticator, scan } from '../support/authenticator.ts'
import { newPerson, type Person } from '../support/browser.ts'
import { linkIn } from '../support/mail.ts'
import { suiteScope } from '../support/scope.ts'
import { fillAndPress, followLink, heading, PASSWORD } from '../support/steps.ts'
import { startWorld, type World } from '../support/world.ts'

const NEW_PASSWORD = 'eight louder lanterns sing'

describe('somebody whose browser asks for Chinese', () => {
  const scope = suiteScope()
  let world: World
  let lin: Person
  let app: Authenticator
  before(async () => {
    world = await startWorld(scope)
    lin = await newPerson(world.browser, { locale: 'zh-CN' })
  })

  const signIn = async (password = PASSWORD) => {
    await lin.page.goto(`${world.url}/login`)
    await fillAndPress(lin.page, { 用户名或邮箱: 'lin', 密码: password }, '登录')
  }

  it('registers, reads a Chinese mail and proves the address', async () => {
    await lin.page.goto(`${world.url}/register`)
    await lin.page.getByLabel('密码', { exact: true }).fill('太短')
    await lin.page.locator('.strength').filter({ hasText: '至少需要 12 个字符' }).waitFor()
    await lin.page.getByLabel('密码', { exact: true }).fill(PASSWORD)
    await lin.page
      .locator('.strength')
      .filter({ hasText: /密码强度高|长度符合要求/ })
      .waitFor()
    const who = { 姓名: '林', 用户名: 'lin', 邮箱: 'lin@example.org', 密码: PASSWORD }
    await fillAndPress(lin.page, who, '注册')
    assert.equal(await heading(lin.page), '请查收邮件')
    const mail = await world.mail.mailTo('lin@example.org', /验证你在/)
    await followLink(lin.page, linkIn(mail, '/verify-email'), '确认是我的邮箱')
    assert.equal(await heading(lin.page), '邮箱已验证')
  })

  it('signs in, and sets up an authenticator app', async () => {
    await signIn()
    await lin.page.getByRole('link', { name: '两步验证' }).click()
    await fillAndPress(lin.page, { 你的密码: PASSWORD }, '开始设置')
    app = await scan(lin.page.getByRole('img', { name: '用于验证器应用的二维码' }))
    await fillAndPress(lin.page, { 输入应用显示的验证码: await app.nextCode() }, '开启两步验证')
    assert.equal(
      (await lin.page.getByRole('status').textContent()) ?? '',
      '两步验证已开启。请立即妥善保存，恢复码不会再次显示。',
    )
    await world.mail.mailTo('lin@example.org', /已开启两步验证/)
  })

  it('signs out and in again with a code', async () => {
    await lin.page.getByRole('button', { name: '退出登录' }).click()
    await signIn()
    assert.equal(await heading(lin.page), '验证你的身份')
    await fillAndPress(lin.page, { 验证码: await app.nextCode() }, '继续')
    assert.equal(await heading(lin.page), '个人资料')
  })

  it('changes the password, and resets it by mail', async () => {
    await lin.page.getByRole('link', { name: '密码', exact: true }).click()
    await fillAndPress(lin.page, { 当前密码: PASSWORD, 新密码: NEW_PASSWORD }, '修改密码')
    assert.match((await lin.page.getByRole('status').textContent()) ?? '', /密码已修改/)
    const reader = await newPerson(world.browser, { locale: 'zh-CN' })
    await reader.page.goto(`${world.url}/forgot-password`)
    await fillAndPress(reader.page, { 邮箱: 'lin@example.org' }, '发送链接')
    const mail = await world.mail.mailTo('lin@example.org', /重置/)
    await followLink(reader.page, linkIn(mail, '/reset-password'), '设置新密码')
    await fillAndPress(reader.page, { 新密码: PASSWORD }, '保存新密码')
    assert.equal(await heading(reader.page), '新密码已生效')
    assert.deepEqual(reader.faults, [])
  })

  it('chooses English on the sign-in page, and the profile’s language comes back with the sign-in', async () => {
    await lin.page.goto(`${world.url}/login`)
    await fillAndPress(lin.page, {}, 'English')
    assert.equal(await heading(lin.page), 'Sign in')
    await fillAndPress(lin.page, { 'Username or e-mail': 'lin', Password: PASSWORD }, 'Sign in')
    await fillAndPress(lin.page, { Code: await app.nextCode() }, 'Continue')
    assert.equal(await heading(lin.page), '个人资料')
    assert.deepEqual(lin.faults, [])
  })
})
