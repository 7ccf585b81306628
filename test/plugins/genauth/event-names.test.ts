import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { CATEGORIES } from '../../../plugins/genauth/event-names.ts'
import type { GenauthWebhooks, Webhooks } from '../../../plugins/genauth/webhooks.ts'
import { GENAUTH_NAMES } from '../../../plugins/webhooks/formats/genauth-names.ts'
import type { GenauthService } from '../../../plugins/webhooks/genauth/service.ts'
import type { WebhooksService } from '../../../plugins/webhooks/service.ts'

const named = CATEGORIES.flatMap(({ events }) => Object.keys(events))

test('the names are those that a subscription may hold, each once', () => {
  assert.deepEqual(named.toSorted(), GENAUTH_NAMES.toSorted())
})

test('the names are those of the SDK', () => {
  const main = createRequire(import.meta.url).resolve('authing-node-sdk')
  const source = readFileSync(join(dirname(main), 'models/CreateWebhookDto.d.ts'), 'utf8')
  const [, union = ''] = /events: Array<([^>]+)>/.exec(source) ?? []
  const theirs = [...union.matchAll(/'([^']+)'/g)].map(([, name]) => name)
  assert.deepEqual(theirs.toSorted(), named.toSorted())
})

test('every event and category has words in Chinese and in English', () => {
  const words = CATEGORIES.flatMap(({ name, nameEn, events }) => [[name, nameEn], ...Object.values(events)])
  for (const [name = '', nameEn = ''] of words) {
    assert.match(name, /^[\p{Script=Han}]+$/u, nameEn)
    assert.match(nameEn, /^[A-Z][\w -]+$/)
  }
})

test('the services of the webhooks plugin have all that this plugin declares to need', () => {
  // The compiler is the judge: a service that no longer fits fails the types.
  const fits = (service: WebhooksService, genauth: GenauthService): [Webhooks, GenauthWebhooks] => [
    service,
    genauth,
  ]
  assert.equal(fits.length, 2)
})
