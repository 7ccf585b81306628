import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderToString } from 'preact-render-to-string'
import {
  chooseLanguage,
  createReader,
  LANGUAGE_TAGS,
  RichText,
  renderPage,
  wishedLanguage,
} from '../../views/index.ts'
import { en } from '../../views/languages/en/index.ts'
import { withReader } from '../../views/languages/with-reader.tsx'
import { zhCN } from '../../views/languages/zh-CN/index.ts'
import { readTags } from './read-html.ts'
import { peoplePages } from './sample-pages.tsx'

type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>

const textsOf = (catalogue: Texts) =>
  Object.entries(catalogue).flatMap(([area, texts]) =>
    Object.entries(texts).map(([name, text]) => ({ key: `${area}.${name}`, text })),
  )
const english = new Map(textsOf(en).map(({ key, text }) => [key, text]))
const chinese = textsOf(zhCN)
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name)
const tags = (text: string) => [...text.matchAll(/<\/?\w+\/?>/g)].map(([tag]) => tag).sort()

describe('the Chinese texts', () => {
  it('fill no hole that the English ones do not have, and hold the same elements', () => {
    for (const { key, text } of chinese) {
      const original = english.get(key) ?? ''
      for (const hole of holes(text)) assert.ok(holes(original).includes(hole), `${key} has {{${hole}}}`)
      assert.deepEqual(tags(text), tags(original), key)
    }
  })

  it('are written in Chinese with Chinese punctuation', () => {
    for (const { key, text } of chinese) {
      const bare = text.replace(/\{\{\w+\}\}|<[^>]+>/g, '')
      if (/[a-z]/i.test(bare)) assert.match(bare, /\p{Script=Han}/u, key)
      assert.doesNotMatch(bare, /\p{Script=Han}[,.:;!?()](?!\w)/u, key)
      assert.doesNotMatch(bare, /[!！]/, key)
    }
  })
})

/** Latin words that are names wherever they stand. */
const NAMES =
  /^(?:Gatepost|English|JSON|UTC|GMT|IP|QR|Firefox|Safari|Linux|iPhone|Asia|Shanghai|Europe|Berlin|org|ann|example|en|de|n)$/

for (const language of LANGUAGE_TAGS)
  describe(`persons’ pages in ${language}`, () => {
    const reader = createReader(language, 'Asia/Shanghai')
    // What comes from outside has neither language here, so that whatever is left is ours.
    const pages = Object.entries(peoplePages(() => '0'))
    for (const [name, page] of pages.filter(([name]) => !name.startsWith('mailbox')))
      it(name, () => {
        const html = renderPage(page, undefined, reader)
        assert.equal(readTags(html).find((tag) => tag.name === 'html')?.attributes.lang, language)
        for (const key of english.keys())
          if (key.length > 8) assert.ok(!html.includes(`>${key}<`) && !html.includes(`"${key}"`), key)
        assert.doesNotMatch(html, /\{\{|undefined|NaN/)
        if (language === 'en') return
        const left = wordsOf(html).filter((word) => !NAMES.test(word))
        assert.deepEqual(left, [])
      })
  })

/** Latin words that a person sees or hears: text, labels and titles, but no codes. */
function wordsOf(html: string): string[] {
  const spoken = [...html.matchAll(/ (?:aria-label|title|placeholder|alt)="([^"]*)"/g)].map(
    ([, text = '']) => text,
  )
  const shown = html
    .replace(/<(code|svg|script|option|li)[ >].*?<\/\1>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&\w+;/g, ' ')
  return [shown, ...spoken].join(' ').match(/[A-Za-z]{2,}/g) ?? []
}

describe('the language of a page', () => {
  it('is that of the profile, then of the cookie, then of the browser, else English', () => {
    const header = 'de-AT,de;q=0.9,zh-TW;q=0.8,en;q=0.5'
    assert.equal(chooseLanguage({ profile: 'en-GB', cookie: 'zh-CN', header }), 'en')
    assert.equal(chooseLanguage({ profile: 'de', cookie: 'en', header }), 'en')
    assert.equal(chooseLanguage({ profile: null, header }), 'zh-CN')
    assert.equal(chooseLanguage({ cookie: 'fr', header: 'fr, *' }), 'en')
    assert.equal(wishedLanguage({ header: 'fr, *' }), undefined)
  })

  it('follows the weights that the browser gives, and refuses those of zero', () => {
    assert.equal(chooseLanguage({ header: 'en;q=0.3, zh;q=0.7' }), 'zh-CN')
    assert.equal(chooseLanguage({ header: 'zh;q=0, en;q=0.1' }), 'en')
    assert.equal(chooseLanguage({ header: `${'x,'.repeat(5000)}zh` }), 'en')
    assert.equal(chooseLanguage({ header: ';;;q=,=,zh;q=abc' }), 'en')
  })
})

describe('a sentence with elements in it', () => {
  it('takes no tag and no hole from a value', () => {
    const email = '<again>x</again>{{email}}&'
    const html = renderToString(
      withReader(<RichText of="forgot.sent" parts={{ email: <b>{email}</b> }} />, createReader('en', null)),
    )
    assert.equal(
      html,
      'If an account has the address <b>&lt;again>x&lt;/again>{{email}}&amp;</b>, a link is on its way to it.',
    )
    const { t } = createReader('en', null)
    assert.match(t('profile.linkSent', { email: '$t(login.title) {{email}}' }), /\$t\(login\.title\)/)
  })
})

describe('times', () => {
  const at = Date.UTC(2026, 10, 23, 20, 5, 9)

  it('are in the reader’s zone', () => {
    const shanghai = createReader('zh-CN', 'Asia/Shanghai')
    assert.equal(shanghai.time(at, 'full'), '2026年11月24日 04:05 GMT+8')
    assert.equal(shanghai.time(at, 'day'), '2026年11月24日')
    assert.equal(createReader('en', 'Europe/Vienna').time(at, 'full'), '23 Nov 2026, 21:05 GMT+1')
    assert.equal(createReader('en', 'Europe/Vienna').time(at, 'minute'), '21:05')
  })

  it('say UTC where the zone is not known', () => {
    for (const zone of [null, 'Middle/Earth']) {
      assert.equal(createReader('en', zone).time(at, 'full'), '23 Nov 2026, 20:05 UTC')
      assert.equal(createReader('en', zone).time(at, 'minute'), '20:05 UTC')
      assert.equal(createReader('zh-CN', zone).time(at, 'clock'), '20:05:09 UTC')
    }
  })

  it('are counted in the reader’s language', () => {
    const [reader, chinese] = [createReader('en', null), createReader('zh-CN', null)]
    assert.equal(reader.distance(at - 60_000 * 60, at), '60 minutes ago')
    assert.equal(reader.span(1000), '1 second')
    assert.equal(chinese.distance(at - 2 * 86_400_000, at), '2 天前')
    assert.equal(chinese.distance(at + 120_000, at), '2 分钟后')
  })
})
