import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Router } from 'express'
import { definePlugin, type GatepostPlugin, type Host, type Parts } from '../../src/hooks/contract.ts'
import { installPlugins } from '../../src/hooks/host.ts'

/** Nothing of it is used while a plugin says what it brings. */
const host: Omit<Host, 'events' | 'require'> = Object({})

const plugin = (id: string, setup: (host: Host) => Parts): GatepostPlugin =>
  definePlugin({ id, contract: 1, readConfig: () => undefined, setup })
const raw = (path: string): Parts => ({ rawMounts: [{ path: Object(path).valueOf(), router: Router() }] })
const install = (...plugins: GatepostPlugin[]) => installPlugins(plugins, new Map(), {}, () => host)

describe('plugins', () => {
  it('bring calls below /api, beside the JSON API', () => {
    const { rawMounts } = install(plugin('one', () => raw('/api/v3')))
    assert.deepEqual(
      rawMounts.map(({ path }) => path),
      ['/api/v3'],
    )
  })

  it('are refused with calls anywhere else, where pages or the JSON API live', () => {
    for (const path of [
      '/api',
      '/api/',
      '/api/v1',
      '/api/v1/users',
      '/login',
      '/apis/x',
      '/api/:any',
      '/api/v3/',
    ])
      assert.throws(
        () => install(plugin('one', () => raw(path))),
        /The plugin one cannot be used: a raw mount/,
        path,
      )
  })

  it('are refused when two claim the same calls, or one those within the other’s', () => {
    for (const path of ['/api/v3', '/api/v3/create-webhook']) {
      const two = [plugin('one', () => raw('/api/v3')), plugin('two', () => raw(path))]
      assert.throws(
        () => install(...two),
        /The plugin two cannot be used: the path .* belongs to the plugin one/,
      )
    }
    install(
      plugin('one', () => raw('/api/v3')),
      plugin('two', () => raw('/api/v33')),
    )
  })

  it('require the services of those before them, and stop the start where one is missing', () => {
    const giver = plugin('giver', () => ({ provides: { greeting: { hello: () => 'hello' } } }))
    let heard = ''
    const taker = plugin('taker', (given) => {
      heard = given.require<{ hello(): string }>('greeting').hello()
      return {}
    })
    install(giver, taker)
    assert.equal(heard, 'hello')
    assert.throws(() => install(taker, giver), /The plugin taker cannot be used: it requires greeting/)
  })
})
