import { performance } from 'node:perf_hooks'
import { createArgon2Hasher } from '../../src/hashing/argon2.ts'
import { percentile } from '../../test/faults/percentile.ts'
import { openTestApp } from '../../test/support/app.ts'
import { register } from '../../test/support/people.ts'
import type { Scope } from '../../test/support/scope.ts'
import { csrfOf, visitor } from '../../test/support/visit.ts'
import type { Figure } from './figure.ts'

const TRIES = 200
const MINUTE_MS = 60_000
/** Beyond that a stranger with a few tries would learn something. */
const MOST = 1.1

/**
 * How long a refused sign-in takes for a name that somebody has and for one that nobody has, in turns, over HTTP with
 * the real hash. Each try has a minute of its own, so that both write their event.
 */
export async function measureEnumeration(scope: Scope): Promise<Figure[]> {
  const test = await openTestApp({ hasher: createArgon2Hasher(), settings: { limitsScale: 1_000_000 } })
  scope.after(() => test.close())
  await register(test.app, 'known')
  const browser = visitor(test.app)
  const _csrf = csrfOf((await browser.get('/login')).text) ?? ''
  const tryOnce = async (login: string): Promise<number> => {
    test.clock.move(MINUTE_MS)
    const began = performance.now()
    const { status } = await browser.post('/login', { login, password: 'not it, no', _csrf })
    if (status !== 401) throw new Error(`a sign-in as ${login} answered ${status}`)
    return (performance.now() - began) * 100
  }
  const times: Record<'known' | 'nobody', number[]> = { known: [], nobody: [] }
  for (const login of ['known', 'nobody'] as const) for (let n = 0; n < 10; n++) await tryOnce(login)
  for (let n = 0; n < TRIES; n++)
    for (const login of n % 2 ? (['known', 'nobody'] as const) : (['nobody', 'known'] as const))
      times[login].push(await tryOnce(login === 'nobody' ? `nobody${n}` : login))
  const [known, nobody] = [percentile(times.known, 0.5) / 100, percentile(times.nobody, 0.5) / 100]
  const ratio = Math.max(known, nobody) / Math.min(known, nobody)
  return [
    {
      name: `refused sign-in, ${TRIES} tries each: a name that somebody has against one that nobody has`,
      value: `${known} ms against ${nobody} ms (medians), ${ratio.toFixed(3)} times`,
      demand: `at most ${MOST} times`,
      met: ratio <= MOST,
    },
  ]
}
