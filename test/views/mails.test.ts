import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MAIL_TEMPLATES } from '../../src/domain/mail.ts'
import { renderAccountMail } from '../../views/mails/index.ts'
import { DEFAULT_LOOK } from '../../views/partials/site-look.ts'

const URL_OF_SERVER = 'https://id.example.org'
const SENDER = { url: URL_OF_SERVER, look: DEFAULT_LOOK }
const AT = Date.UTC(2026, 10, 23, 10, 0, 0)
const notice = {
  subject: 'A webhook was switched off',
  lines: ['The webhook OA answered 410.'],
  path: '/console/webhooks/ep_1',
  action: 'Look at the webhook',
} as const
const data = { name: 'Ann', username: 'ann', email: 'ann@example.org', at: AT, notice }
const WITH_LINK = ['verify_email', 'reset_password', 'invitation']

for (const template of MAIL_TEMPLATES) {
  describe(`the mail ${template}`, () => {
    const token = WITH_LINK.includes(template) ? 'c2FtcGxlLXRva2Vu' : null
    const mail = renderAccountMail({ template, data, token, locale: null }, SENDER)

    it('says the same in text and in HTML', () => {
      for (const side of [mail.text, mail.html]) {
        assert.ok(side.includes('Good day Ann,'))
        assert.ok(side.includes('id.example.org'))
      }
    })

    it('links to this server alone', () => {
      const links = [...`${mail.text} ${mail.html}`.matchAll(/https?:\/\/[^\s"<]+/g)].map(([link]) => link)
      assert.ok(links.length > 0)
      for (const link of links)
        assert.ok(link === URL_OF_SERVER || link.startsWith(`${URL_OF_SERVER}/`), link)
    })

    it('carries its token in the link and nowhere else', () => {
      if (token === null) return assert.ok(!mail.text.includes('token='))
      assert.ok(mail.text.includes(`?token=${token}`))
      assert.ok(!mail.subject.includes(token))
    })

    it('lets nobody write markup, lines or a header through a name', () => {
      const name = 'Eve</p><a href="https://evil.example">\r\nBcc: all@example.org'
      const hostile = renderAccountMail({ template, data: { ...data, name }, token, locale: null }, SENDER)
      assert.ok(!hostile.html.includes('</p><a href="https://evil'))
      assert.ok(!/[\r\n]/.test(hostile.subject))
      assert.ok(!/^Bcc:/m.test(hostile.text))
    })

    it('greets without a name where there is none', () => {
      const nameless = renderAccountMail(
        { template, data: { ...data, name: null, username: null }, token, locale: null },
        SENDER,
      )
      assert.ok(nameless.text.startsWith('Good day,\n'))
    })
  })
}
