import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { configDocument } from '../scripts/docs/config-document.ts'
import { eventsDocument } from '../scripts/docs/events-document.ts'

const page = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')

describe('documents made from the code', () => {
  it('list every setting as the code reads it (npm run docs)', () => {
    assert.equal(page('CONFIG.md'), configDocument())
  })

  it('list every event as the catalogue defines it (npm run docs)', () => {
    assert.equal(page('EVENTS.md'), eventsDocument())
  })
})
