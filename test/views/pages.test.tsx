import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { renderPage } from '../../views/index.ts'
import { innerHtml, readForms, readTags } from './read-html.ts'
import { samplePages, type Text } from './sample-pages.tsx'
import { sampleParts } from './sample-parts.tsx'

const HOSTILE = `"'><img src=x onerror=alert(1)></textarea></title><script>alert(2)</script>&lt;`
const ASSETS = fileURLToPath(new URL('../../views/assets', import.meta.url))

const render = (text?: Text) =>
  Object.entries({ ...samplePages(text), ...sampleParts(text) }).map(
    ([name, page]) => [name, renderPage(page)] as const,
  )

const pages = render()

/** One test a page, so that a failure names it. */
function everyPage(rule: string, check: (html: string) => void, list = pages): void {
  describe(rule, () => {
    for (const [name, html] of list) it(name, () => check(html))
  })
}

describe('text from outside stays text', () => {
  let given = 0
  const hostile = render((sample) => {
    given += 1
    return sample + HOSTILE
  })
  // Where a line may break depends on the text; `Breakable` says so, and nothing else does.
  const countTags = (html: string) => readTags(html).filter((tag) => tag.name !== 'wbr').length
  const plainTags = new Map(pages.map(([name, html]) => [name, countTags(html)]))

  it('is put into the sample pages at all', () => assert.ok(given > 100))
  for (const [name, html] of hostile) {
    it(name, () => {
      const tags = readTags(html)
      assert.ok(!html.includes('<img'), 'a tag came out of a text')
      assert.ok(!tags.some((tag) => Object.keys(tag.attributes).some((key) => key.startsWith('on'))))
      assert.equal(tags.filter((tag) => tag.name === 'script' && tag.attributes.src === undefined).length, 0)
      // Longer text may make no tag and drop none; links in a mail end at the hostile quote.
      assert.equal(countTags(html), plainTags.get(name))
    })
  }
})

everyPage('needs no inline script, style or handler', (html) => {
  for (const { name, attributes } of readTags(html)) {
    assert.equal(attributes.style, undefined)
    assert.deepEqual(
      Object.keys(attributes).filter((key) => key.startsWith('on')),
      [],
    )
    assert.notEqual(name, 'style')
    if (name === 'script') assert.match(attributes.src ?? '', /^\/assets\/[a-z-]+\.js$/)
  }
})

everyPage('asks only for files that exist', (html) => {
  for (const { name, attributes } of readTags(html)) {
    const address = name === 'link' ? attributes.href : name === 'script' ? attributes.src : undefined
    if (address === undefined || address === '/assets/tabler.min.css') continue
    assert.ok(existsSync(join(ASSETS, address.replace('/assets/', ''))), address)
  }
})

everyPage('has one heading of the first rank, a title, a language and a way past the menu', (html) => {
  const tags = readTags(html)
  assert.equal(tags.filter((tag) => tag.name === 'h1').length, 1)
  assert.match(innerHtml(html, 'title') ?? '', / · Gatepost$/)
  assert.equal(tags.find((tag) => tag.name === 'html')?.attributes.lang, 'en')
  assert.equal(tags.find((tag) => tag.name === 'a')?.attributes.href, '#main')
  assert.equal(tags.find((tag) => tag.name === 'main')?.attributes.id, 'main')
})

everyPage('has one primary button at most outside a banner', (html) => {
  const primary = readTags(html).filter((tag) => /\bbtn-primary\b/.test(tag.attributes.class ?? ''))
  const shut = html.match(/<details class="confirm"(?! open).*?<\/details>/gs) ?? []
  const hidden = shut.join('').match(/\bbtn-primary\b/g)?.length ?? 0
  assert.ok(primary.length - hidden <= 1, `${primary.length - hidden} primary buttons`)
})

everyPage('proves every form that posts', (html) => {
  for (const { tag, inside } of readForms(html)) {
    if (tag.attributes.method !== 'post' || tag.attributes.action === undefined) continue
    assert.match(inside, /<input type="hidden" name="_csrf" value="[^"]+"/)
  }
})

everyPage('hands no password back', (html) => {
  for (const { name, attributes } of readTags(html))
    if (name === 'input' && attributes.type === 'password') {
      assert.equal(attributes.value, undefined)
      assert.match(attributes.autocomplete ?? '', /^(?:current|new)-password$/)
    }
})

everyPage('names every control', (html) => {
  const tags = readTags(html)
  const labelled = new Set(tags.filter((tag) => tag.name === 'label').map((tag) => tag.attributes.for))
  for (const tag of tags) {
    if (!['input', 'select', 'textarea'].includes(tag.name)) continue
    const { type, id, hidden } = tag.attributes
    if (type === 'hidden' || hidden !== undefined) continue
    const wrapped = html.lastIndexOf('<label', tag.at) > html.lastIndexOf('</label>', tag.at)
    assert.ok(
      tag.attributes['aria-label'] || wrapped || labelled.has(id),
      `${tag.name} ${tag.attributes.name}`,
    )
  }
})

everyPage('gives each id once, and points only to ids that exist', (html) => {
  const tags = readTags(html)
  const ids = tags.map((tag) => tag.attributes.id).filter((id) => id !== undefined)
  assert.deepEqual(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    [],
  )
  for (const { name, attributes } of tags) {
    const fragment = name === 'a' && attributes.href?.startsWith('#') ? attributes.href.slice(1) : ''
    const pointed: (string | undefined)[] = [
      attributes.for,
      attributes['data-copy'],
      attributes['data-download'],
      fragment,
    ].concat(attributes['aria-describedby']?.split(' ') ?? [])
    for (const id of pointed)
      if (id !== undefined && id !== '') assert.ok(ids.includes(id), `nothing has the id ${id}`)
  }
})

everyPage('says each error at its field and reads it with the field', (html) => {
  const tags = readTags(html)
  for (const feedback of tags.filter((tag) => tag.attributes.class === 'invalid-feedback')) {
    const id = feedback.attributes.id ?? ''
    const owner = tags.find((tag) => tag.attributes['aria-describedby']?.split(' ').includes(id))
    assert.ok(owner, `nobody is described by ${id}`)
    if (owner.name !== 'fieldset') assert.equal(owner.attributes['aria-invalid'], 'true')
  }
})

everyPage('leads nowhere but to this server, http or mail', (html) => {
  for (const { attributes } of readTags(html))
    for (const address of [attributes.href, attributes.action])
      if (address !== undefined) assert.match(address, /^(?:\/(?!\/)|#|\?|https?:\/\/|mailto:)/)
})
