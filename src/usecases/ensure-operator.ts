import { Refusal } from '../domain/errors.ts'
import { anyOperator } from '../repositories/operators.ts'
import type { Deps } from './deps.ts'
import { insertOperator } from './insert-operator.ts'

/**
 * Creates the first operator from the settings, unattended. Where there is an operator nothing happens: an existing
 * one is never reset, and a second start never makes a second one. Refuses as `insertOperator` does.
 */
export async function ensureOperator(
  deps: Deps,
  input: { readonly email: string; readonly password: string },
): Promise<'created' | 'exists'> {
  if (await anyOperator(deps.reader)) return 'exists'
  const exists = new Refusal('conflict')
  try {
    await insertOperator(deps, input, { actor: { type: 'system' } }, async (tx) => {
      if (await anyOperator(tx)) throw exists
    })
    return 'created'
  } catch (error) {
    // Another node was faster.
    if (error === exists) return 'exists'
    throw error
  }
}
