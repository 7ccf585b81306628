import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import jsQR from 'jsqr'
import { renderToString } from 'preact-render-to-string'
import {
  BarPlot,
  Breakable,
  ButtonLink,
  ConsoleLayout,
  DeliveryState,
  Document,
  EventPicker,
  formatDistance,
  formatSpan,
  formatTime,
  JsonText,
  Kv,
  PageHead,
  Pager,
  QrCode,
  roundUp,
  safeHref,
  Time,
  thinOut,
} from '../../views/index.ts'
import { CONSOLE_READER } from '../../views/languages/index.ts'
import { browserWords, describeBrowser, MailboxMailPage } from '../../views/pages/index.ts'
import { readTags } from './read-html.ts'
import { sampleShell } from './sample-pages.tsx'

describe('a link', () => {
  for (const href of [
    '/account',
    '/a?b=//c',
    '#f-name',
    '?state=dead',
    'https://a.example',
    'mailto:a@b.example',
  ])
    it(`may lead to ${href}`, () => assert.equal(safeHref(href), href))

  for (const href of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    '/\\evil.example',
    'evil.example',
    '',
  ])
    it(`may not lead to ${JSON.stringify(href)}`, () => assert.equal(safeHref(href), undefined))

  it('loses an address that it may not carry, and keeps its words', () => {
    const html = renderToString(<ButtonLink href="data:text/html,x">Go</ButtonLink>)
    assert.equal(html, '<a class="btn">Go</a>')
  })
})

describe('a time', () => {
  const at = Date.UTC(2026, 10, 3, 9, 5, 7)
  it('is written in UTC in each form', () => {
    assert.equal(formatTime(at, 'clock'), '09:05:07')
    assert.equal(formatTime(at, 'minute'), '09:05')
    assert.equal(formatTime(at, 'day'), '3 Nov 2026')
    assert.equal(formatTime(at, 'both'), '3 Nov, 09:05:07')
    assert.equal(formatTime(at, 'full'), '3 Nov 2026, 09:05:07 UTC')
  })

  it('can be read by a machine', () => {
    assert.match(renderToString(<Time at={at} />), /<time datetime="2026-11-03T09:05:07\.000Z"/)
  })

  it('that never was is a dash', () => assert.equal(renderToString(<Time at={null} />), '–'))

  it('is told as a distance in the unit that fits', () => {
    assert.equal(formatSpan(48_000), '48 s')
    assert.equal(formatSpan(27 * 60_000), '27 min')
    assert.equal(formatSpan(3 * 3_600_000), '3 hours')
    assert.equal(formatSpan(3 * 86_400_000), '3 days')
    assert.equal(formatDistance(at - 26 * 60_000, at), '26 min ago')
    assert.equal(formatDistance(at + 27 * 60_000, at), 'in 27 min')
    assert.equal(formatDistance(at - 10, at), 'now')
  })
})

describe('a QR code', () => {
  it('reads back as the text it was made of', () => {
    const text = 'otpauth://totp/Gatepost:ann?secret=EXAMPLEKEYEXAMPLEKEYEXAMPLEKEYEX&issuer=Gatepost'
    const html = renderToString(<QrCode text={text} label="code" />)
    const size = Number(/viewBox="0 0 (\d+)/.exec(html)?.[1])
    const scale = 4
    const pixels = new Uint8ClampedArray((size * scale) ** 2 * 4).fill(255)
    for (const [, x = '', y = '', run = ''] of html.matchAll(/M(\d+) (\d+)h(\d+)v1h-/g))
      for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1)
        for (let column = Number(x) * scale; column < (Number(x) + Number(run)) * scale; column += 1)
          pixels.fill(0, (row * size * scale + column) * 4, (row * size * scale + column) * 4 + 3)
    assert.equal(jsQR.default(pixels, size * scale, size * scale)?.data, text)
  })
})

describe('a state', () => {
  for (const [state, detail, words] of [
    ['held', 'behind 1', 'Held · behind 1'],
    ['pending', 'in 27 min', 'Pending · in 27 min'],
    ['leased', undefined, 'Sending'],
    ['delivered', '2nd try', 'Delivered · 2nd try'],
    ['dead', 'rejected', 'Dead · rejected'],
    ['skipped', 'filtered', 'Skipped · filtered'],
  ] as const)
    it(`${state} is a word with a colour and an icon`, () => {
      const html = renderToString(<DeliveryState state={state} detail={detail} />)
      assert.match(html, /^<span class="st st-\w+"><svg/)
      assert.ok(html.endsWith(`${words}</span>`), html)
    })
})

describe('the frame of the console', () => {
  const page = (over: Partial<typeof sampleShell>, active = '/console') =>
    renderToString(
      <ConsoleLayout {...sampleShell} {...over} title="T" active={active}>
        <h1>T</h1>
      </ConsoleLayout>,
    )

  it('marks where one is, in both menus', () => {
    const current = readTags(page({}, '/console/users')).filter(
      (tag) => tag.attributes['aria-current'] === 'page',
    )
    assert.deepEqual(
      current.map((tag) => tag.attributes.href),
      ['/console/users', '/console/users'],
    )
  })

  it('draws a plug for an icon that nobody knows', () => {
    const menu = [{ group: '', label: 'Odd', href: '/console/odd', icon: 'no-such-icon' }]
    assert.match(page({ menu }), /<svg class="icon"[^>]*><path d="M/)
  })

  it('shows a badge for one and more, none for nothing', () => {
    const menu = (badge: number) => [
      { group: '', label: 'Hooks', href: '/console/w', icon: 'webhook', badge },
    ]
    assert.ok(!page({ menu: menu(0) }).includes('st-bad'))
    assert.match(page({ menu: menu(2) }), /2<span class="visually-hidden">need a hand/)
  })

  it('signs out by POST alone', () => {
    const html = page({})
    assert.ok(!/<a[^>]*href="\/logout"/.test(html))
    assert.match(html, /<form class="post" method="post" action="\/logout">/)
  })

  it('puts banners above the page', () => {
    const html = page({
      banners: [{ tone: 'bad', text: 'HR sync fails.', href: '/console/w', action: 'See it' }],
    })
    assert.ok(html.indexOf('HR sync fails.') < html.indexOf('<h1'))
  })
})

describe('a document', () => {
  it('loads a script by its name, with or without its ending, under the nonce', () => {
    const html = renderToString(
      <Document title="T" scripts={['copy', 'preview.js']} nonce="n1" children="" />,
    )
    assert.match(html, /<script type="module" src="\/assets\/copy\.js" nonce="n1">/)
    assert.match(html, /src="\/assets\/preview\.js"/)
  })

  it('refuses a script that is no plain file name', () => {
    for (const name of ['../x', 'https://evil.example/x', 'a/b', ''])
      assert.throws(
        () => renderToString(<Document title="T" scripts={[name]} children="" />),
        /No script can/,
      )
  })
})

describe('a list', () => {
  it('that ends has no way to older ones', () => {
    assert.equal(renderToString(<Pager />), '')
    assert.match(renderToString(<Pager shown="3 of 9" olderHref="?after=x" />), /href="\?after=x" rel="next"/)
  })

  it('of terms prints a dash for nothing', () => {
    const html = renderToString(
      <Kv
        items={[
          ['Rate', null],
          ['Sequence', 0],
        ]}
      />,
    )
    assert.match(html, /<dt>Rate<\/dt><dd class="num">–<\/dd>/)
    assert.match(html, /<dt>Sequence<\/dt><dd class="num">0<\/dd>/)
  })
})

describe('the event picker', () => {
  const groups = [
    { label: 'One', types: [{ name: 'a.b', description: 'A' }] },
    { label: 'Two', types: [{ name: 'c.d', description: 'C' }] },
  ]
  const openGroups = (chosen: readonly string[]) =>
    readTags(renderToString(<EventPicker groups={groups} chosen={chosen} />))
      .filter((tag) => tag.name === 'details')
      .map((tag) => tag.attributes.open !== undefined)

  it('opens the groups in which something is ticked, else the first', () => {
    assert.deepEqual(openGroups(['c.d']), [false, true])
    assert.deepEqual(openGroups([]), [true, false])
    assert.deepEqual(openGroups(['user.*']), [true, false])
  })

  it('hides the tools that need script', () => {
    const tools = readTags(renderToString(<EventPicker groups={groups} chosen={[]} />)).find(
      (tag) => tag.attributes['data-pick-tools'] !== undefined,
    )
    assert.equal(tools?.attributes.hidden, '')
  })
})

describe('JSON text', () => {
  it('mutes keys and leaves every character where it was', () => {
    const text = '{ "a": "b: \\"c\\": d", "e":[1,"f"] }'
    const html = renderToString(<JsonText text={text} />)
    assert.equal(html.replaceAll(/<\/?i>/g, '').replaceAll('&quot;', '"'), text)
    assert.deepEqual(html.match(/<i>.*?<\/i>/g), ['<i>&quot;a&quot;:</i>', '<i>&quot;e&quot;:</i>'])
  })

  it('may be no JSON', () => assert.equal(renderToString(<JsonText text="<h1>oops" />), '&lt;h1>oops'))
})

describe('a plot', () => {
  it('has a scale that holds its tallest bar', () => {
    for (const most of [0, 1, 7, 99, 101, 409, 1288, 99_999]) assert.ok(roundUp(most) >= most)
    assert.equal(roundUp(409), 500)
    assert.equal(roundUp(1288), 1500)
  })

  it('is thinned to at most twenty bars with the same mean', () => {
    const bars = Array.from({ length: 61 }, () => ({ delivered: 40, failed: 2 }))
    const few = thinOut(bars, 20)
    assert.ok(few.length <= 20)
    assert.ok(few.every((bar) => bar.delivered === 40 && bar.failed === 2))
  })

  it('of nothing draws no broken number', () => {
    const html = renderToString(<BarPlot label="none" bars={[]} waiting={[]} ticks={[]} />)
    assert.ok(!/NaN|Infinity|undefined/.test(html))
  })

  it('says how much waits at its right end, or left of the mark that would cross the words', () => {
    const bars = Array.from({ length: 60 }, () => ({ delivered: 1, failed: 0 }))
    const drawn = (at: number) => {
      const plot = {
        label: 'one',
        bars,
        waiting: bars.map(() => 1234),
        ticks: [],
        mark: { at, text: 'it fails' },
      }
      const html = renderToString(<BarPlot {...plot} />)
      const marks = [...html.matchAll(/class="ev" d="M([\d.]+)/g)].map(([, x]) => Number(x))
      const words = [...html.matchAll(/x="([\d.]+)" y="167"[^>]*>1,234 waiting</g)].map(([, x]) => Number(x))
      return [words, marks]
    }
    for (const at of [50, 59]) {
      const [words = [], marks = []] = drawn(at)
      assert.equal(words.length, 2)
      // 11 px letters: no word of this length is 80 px wide.
      for (const [n, x] of words.entries())
        assert.ok(x < (marks[n] ?? 0) || x - 80 > (marks[n] ?? 0), `${x} and ${marks[n]}`)
    }
    assert.deepEqual(drawn(10)[0], [962, 312])
  })
})

describe('an address', () => {
  it('goes on in the next line at a slash, an @ or a dot, and is the same text', () => {
    const html = renderToString(<Breakable address="/schemas/events/user.registered.json" />)
    assert.equal(html, '/schemas<wbr/>/events<wbr/>/user<wbr/>.registered<wbr/>.json')
    assert.equal(renderToString(<Breakable address="ann@example.org" />), 'ann<wbr/>@example<wbr/>.org')
  })
})

describe('the head of a page', () => {
  it('leaves no room for acts that are not there', () => {
    for (const actions of [undefined, false])
      assert.doesNotMatch(renderToString(<PageHead title="Imports" actions={actions} />), /btn-list/)
    assert.match(renderToString(<PageHead title="Imports" actions={<b>Act</b>} />), /btn-list"><b>Act/)
  })
})

describe('a browser in words', () => {
  for (const [agent, words] of [
    ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36',
      'Chrome on Android',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15',
      'Safari on Mac',
    ],
    ['curl/8.0', 'Unknown browser'],
    [null, 'Unknown browser'],
  ] as const)
    it(words, () => assert.equal(browserWords(describeBrowser(agent), CONSOLE_READER.t), words))
})

describe('a mail in the mailbox', () => {
  it('makes a link of its address and of nothing else', () => {
    const mail = { id: 'm', to: 'a@b.example', subject: 'S', at: 0 }
    const text = 'Go:\nhttp://localhost:3000/verify-email?token=abc\njavascript:alert(1) <a href="x">y</a>'
    const links = readTags(renderToString(<MailboxMailPage mail={{ ...mail, text }} />)).filter(
      (tag) => tag.name === 'a' && tag.attributes.href?.startsWith('http'),
    )
    assert.deepEqual(
      links.map((tag) => tag.attributes.href),
      ['http://localhost:3000/verify-email?token=abc'],
    )
  })
})
