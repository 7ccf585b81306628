import type { Request } from 'express'
import { Refusal } from '../domain/errors.ts'
import { field } from './forms.ts'

/** The token of a mailed or printed link, as its forms send it on. */
export const tokenField = field.required('open_link_again', 200)

/** The token in the address of a mailed or printed link; empty when there is none. */
export function tokenOf(req: Request): string {
  const { token } = req.query
  return typeof token === 'string' && token.length <= 200 ? token : ''
}

/** Whether a link was used, replaced or too old. */
export function isSpent(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'link_spent'
}
