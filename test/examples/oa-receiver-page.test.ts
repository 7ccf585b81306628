import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Receiver, send, startReceiver } from './oa-receiver.ts'

const page = async (receiver: Receiver) => (await fetch(receiver.url)).text()

describe('the page of the OA receiver', () => {
  it('shows hostile texts as texts', async (t) => {
    const receiver = await startReceiver(t)
    const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;`
    const user = {
      id: `usr_${hostile}`,
      name: hostile,
      email: hostile,
      customFields: { department: hostile },
    }
    const changes = { 'customFields.department': { from: hostile, to: '</dd><script>' } }
    await send(receiver, { type: 'user.registered', sequence: 1, user })
    await send(receiver, { type: 'user.updated', sequence: 2, user, data: { changes } })
    await send(receiver, { type: 'ping', data: { message: hostile } })

    const text = await page(receiver)
    assert.deepEqual(text.match(/<script[^>]*>/g), ['<script type="module" src="/refresh.js">'])
    assert.doesNotMatch(text, /<img|onerror='/)
    assert.ok(
      text.includes(
        '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;alert(2)&#39;&gt;&amp;amp;',
      ),
    )
  })

  it('forbids everything inline and everything from elsewhere', async (t) => {
    const receiver = await startReceiver(t)
    const answer = await fetch(receiver.url)
    const policy = answer.headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/)
    assert.doesNotMatch(policy, /unsafe|\*|https?:/)
    assert.doesNotMatch(await answer.text(), /<style|style=|<script>| on\w+=/)
    for (const path of ['/look.css', '/refresh.js', '/ago.js', '/mark.svg']) {
      assert.equal((await fetch(receiver.url + path)).status, 200, path)
    }
  })

  it('says what is so before anybody is there, and what has happened since', async (t) => {
    const receiver = await startReceiver(t)
    assert.match(await page(receiver), /No employee yet[\s\S]*Nothing has arrived/)

    const user = { id: 'usr_gus', name: 'Gus', email: 'gus@example.org', emailVerified: true }
    const changes = { 'customFields.department': { from: '0712', to: '0815' }, phone: { from: '1', to: '2' } }
    await send(receiver, { type: 'user.registered', sequence: 1, user })
    await send(receiver, { type: 'user.updated', sequence: 3, user, data: { changes } })
    await send(
      receiver,
      { type: 'user.email.verified', sequence: 4, user, data: { first: true } },
      'evt_twice',
    )
    await send(
      receiver,
      { type: 'user.email.verified', sequence: 4, user, data: { first: true } },
      'evt_twice',
    )
    await send(receiver, { type: 'user.updated', sequence: 2, user })

    const journal = (await page(receiver)).split('id="journal"')[1] ?? ''
    const lines = [...journal.matchAll(/<dd[^>]*>(.*?)<\/dd>/g)].map(([, line]) =>
      line?.replace(/<[^>]*>/g, ''),
    )
    assert.deepEqual(lines, [
      'user.updated Gus: sequence 2 after 4, the row stays',
      'the same id again: answered 200, nothing changed',
      'user.email.verified Gus: +10 points',
      'user.updated Gus: department 0712 → 0815, phone (3)',
      'user.registered Gus: a new row',
    ])
  })

  it('tells an open page that something changed, once the change can be read', async (t) => {
    const receiver = await startReceiver(t)
    const live = await fetch(`${receiver.url}/live`)
    assert.ok(live.body)
    const reader = live.body.pipeThrough(new TextDecoderStream()).getReader()
    await send(receiver, { type: 'user.registered', sequence: 1, user: { id: 'usr_1', name: 'Ann Live' } })
    let heard = ''
    while (!heard.includes('event: change')) heard += (await reader.read()).value
    assert.match(await page(receiver), /Ann Live/)
    await reader.cancel()
  })
})
