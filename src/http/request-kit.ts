import type { RequestKit } from '../hooks/contract.ts'
import { readJsonBody } from './api/json-body.ts'
import { contextOf } from './context.ts'
import { asRefusal } from './refusals.ts'

/** What plugins' calls beside the JSON API are lent; see `RequestKit`. */
export const requestKit: RequestKit = {
  readJson: readJsonBody,
  context: contextOf,
  limitKey: async (res, keyId) => res.locals.limitKey?.(keyId),
  asRefusal,
}
