import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { DOCUMENTS } from '../scripts/docs/documents.ts'
import { ROOT } from './support/child.ts'

describe('files made from the code', () => {
  for (const [path, made] of Object.entries(DOCUMENTS))
    it(`${path} says what the code does (npm run docs)`, () => {
      assert.equal(readFileSync(`${ROOT}${path}`, 'utf8'), made())
    })
})
