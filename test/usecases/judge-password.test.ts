import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { Refusal } from '../../src/domain/errors.ts'
import { createUser } from '../../src/usecases/create-user.ts'
import { newPasswordFault } from '../../src/usecases/judge-password.ts'
import { type PasswordJudge, RULES_ALONE } from '../../src/usecases/password-judge.ts'
import { makeDeps } from '../support/deps.ts'

const PASSWORD = 'seven quiet lanterns hum'
const known = { username: 'ann', email: null, name: 'Ann Moss' }

async function faultBy(t: TestContext, judge: Partial<PasswordJudge>, password = PASSWORD) {
  const { deps } = await makeDeps(t, { judge: { ...RULES_ALONE, ...judge } })
  return newPasswordFault(deps, password, known)
}

describe('a new password', () => {
  it('that is guessed quickly is refused with what helps', async (t) => {
    const fault = await faultBy(t, { strength: async () => ({ level: 1, weakness: 'date' }) })
    assert.deepEqual(fault, { code: 'password_weak_date' })
    assert.equal(await faultBy(t, { strength: async () => ({ level: 2, weakness: 'date' }) }), undefined)
  })

  it('is estimated by what others know of the person, and not before the rules have passed', async (t) => {
    const asked: (readonly string[])[] = []
    const strength = async (_: string, names: readonly string[]) => {
      asked.push(names)
      return undefined
    }
    assert.equal(await faultBy(t, { strength }), undefined)
    assert.deepEqual(asked, [['gatepost', 'ann', 'Ann Moss', 'Gatepost']])
    assert.deepEqual(await faultBy(t, { strength }, 'short'), {
      code: 'password_short',
      values: { min: 12, length: 5 },
    })
    assert.equal(asked.length, 1)
  })

  it('among breached ones is refused', async (t) => {
    assert.deepEqual(await faultBy(t, { breached: async () => true }), { code: 'password_breached' })
    assert.equal(await faultBy(t, { breached: async () => false }), undefined)
  })

  it('is judged by the rules alone where neither answers', async (t) => {
    assert.equal(await faultBy(t, {}), undefined)
  })

  it('is judged the same for accounts that others make', async (t) => {
    const weak = { level: 0, weakness: 'common' } as const
    const { deps } = await makeDeps(t, { judge: { ...RULES_ALONE, strength: async () => weak } })
    const context = { actor: { type: 'cli' } } as const
    await assert.rejects(
      createUser(deps, { method: 'api', username: 'ann', password: PASSWORD }, context),
      (error) => error instanceof Refusal && error.fields.password?.startsWith('This is close to') === true,
    )
  })
})
