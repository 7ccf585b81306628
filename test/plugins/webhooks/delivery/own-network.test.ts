import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OwnNetwork } from '../../../../plugins/webhooks/delivery/own-network.ts'

const silent = (at: number, host: string) => ({ at, host, answered: false, success: false })

test('three silent hosts and no success mean that it is our own network', () => {
  const network = new OwnNetwork()
  for (const host of ['a', 'b', 'c']) network.note(silent(1000, host))
  assert.equal(network.down(2000), true)
})

test('two silent hosts are to blame themselves', () => {
  const network = new OwnNetwork()
  for (const host of ['a', 'b', 'a', 'b']) network.note(silent(1000, host))
  assert.equal(network.down(2000), false)
})

test('a single success within thirty seconds says that the network is there', () => {
  const network = new OwnNetwork()
  network.note({ at: 0, host: 'd', answered: true, success: true })
  for (let n = 0; n < 50; n++) network.note(silent(1000 + n, `host ${n}`))
  assert.equal(network.down(29_999), false)
  assert.equal(network.down(30_001), true)
})

test('more than a fifth of failures with an answer say so too', () => {
  const network = new OwnNetwork()
  for (const host of ['a', 'b', 'c']) network.note(silent(1000, host))
  network.note({ at: 1000, host: 'd', answered: true, success: false })
  assert.equal(network.down(2000), false)
})

test('once it was down it stays in doubt until somebody answers', () => {
  const network = new OwnNetwork()
  for (const host of ['a', 'b', 'c']) network.note(silent(1000, host))
  assert.equal(network.down(2000), true)
  assert.equal(network.down(40_000), false)
  assert.equal(network.doubtful, true)
  network.note({ at: 41_000, host: 'a', answered: true, success: true })
  assert.equal(network.doubtful, false)
})

test('while it is in doubt silence is excused, however few hosts were tried, and an answer ends that', () => {
  const network = new OwnNetwork()
  for (const host of ['a', 'b', 'c']) network.note(silent(1000, host))
  assert.equal(network.excuses(2000), true)
  network.note(silent(40_000, 'a'))
  assert.equal(network.down(40_000), false)
  assert.equal(network.excuses(40_000), true)
  network.note({ at: 41_000, host: 'b', answered: true, success: false })
  network.note(silent(42_000, 'a'))
  assert.equal(network.excuses(42_000), false)
})

test('a single host that stays silent is to blame a minute after it was the network', () => {
  const network = new OwnNetwork()
  for (const host of ['a', 'b', 'c']) network.note(silent(1000, host))
  assert.equal(network.excuses(2000), true)
  network.note(silent(70_000, 'a'))
  assert.equal(network.excuses(70_000), false)
})
