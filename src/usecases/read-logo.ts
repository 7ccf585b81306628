import { Refusal } from '../domain/errors.ts'
import type { Logo } from '../domain/logo.ts'
import { findLogo } from '../repositories/site-settings.ts'
import type { Deps } from './deps.ts'

/** Refuses with `not_found` where the operator chose none. */
export async function readLogo(deps: Pick<Deps, 'reader'>): Promise<Logo> {
  const logo = await findLogo(deps.reader)
  if (!logo) throw new Refusal('not_found')
  return logo
}
