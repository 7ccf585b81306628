import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const ASSETS = fileURLToPath(new URL('../../views/assets', import.meta.url))
const css = readFileSync(join(ASSETS, 'gatepost.css'), 'utf8')

/** Relative luminance of an sRGB colour (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** Token → its colour in light and in dark. */
const tokens = Object.fromEntries(
  [...css.matchAll(/--gp-([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, [light, dark] as const],
  ),
)

describe('the stylesheet', () => {
  it('fetches its pictures from its own folder', () => {
    const addresses = [...css.matchAll(/url\("?([^")]+)"?\)/g)].map(([, address = '']) => address)
    assert.ok(addresses.length > 0)
    for (const address of addresses) assert.ok(existsSync(join(ASSETS, address)), address)
  })

  it('follows the system without an attribute', () => {
    assert.match(css, /color-scheme: light dark/)
    assert.ok(!css.includes('data-bs-theme'))
  })

  for (const [text, ground, least] of [
    ['ink', 'bg', 4.5],
    ['ink', 'surface', 4.5],
    ['muted', 'surface', 4.5],
    ['muted', 'sunken', 4.5],
    ['accent', 'surface', 4.5],
    ['accent', 'accent-tint', 4.5],
    ['ok', 'ok-tint', 4.5],
    ['warn', 'warn-tint', 4.5],
    ['bad', 'bad-tint', 4.5],
    ['bad', 'surface', 4.5],
    ['muted', 'idle-tint', 4.5],
    ['control', 'surface', 3],
    ['control', 'bg', 3],
  ] as const)
    it(`keeps ${text} on ${ground} at ${least}:1 in both themes`, () => {
      for (const theme of [0, 1] as const) {
        const ratio = contrast(tokens[text]?.[theme] ?? '', tokens[ground]?.[theme] ?? '')
        assert.ok(ratio >= least, `${ratio.toFixed(2)}:1 in ${theme === 0 ? 'light' : 'dark'}`)
      }
    })

  it('keeps white readable on the primary button in both themes', () => {
    for (const name of ['accent-fill', 'accent-fill-over'])
      for (const colour of tokens[name] ?? [])
        assert.ok(contrast('#ffffff', colour) >= 4.5, `${name} ${colour}`)
  })
})
