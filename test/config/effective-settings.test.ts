import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import webhooks from '../../plugins/webhooks/index.ts'
import { effectiveSettings } from '../../src/config/effective-settings.ts'
import { settingsSchema } from '../../src/config/settings-schema.ts'

describe('the settings in force', () => {
  const names = Object.keys(settingsSchema.shape)
  const marked = Object.fromEntries(names.map((name) => [name, `value of ${name}`]))

  it('name every setting of the core, whether it is set, and what holds otherwise', () => {
    const shown = effectiveSettings(
      settingsSchema,
      { PORT: ' 4000 ' },
      { GATEPOST_URL: 'http://localhost:4000' },
    )
    assert.deepEqual(
      shown.map(({ name }) => name),
      names,
    )
    const of = (name: string) => {
      const { set, value } = shown.find((one) => one.name === name) ?? {}
      return [set, value]
    }
    assert.deepEqual(of('PORT'), [true, '4000'])
    assert.deepEqual(of('GATEPOST_HOST'), [false, '127.0.0.1'])
    assert.deepEqual(of('GATEPOST_URL'), [false, 'http://localhost:4000'])
    assert.deepEqual(of('GATEPOST_ROLES'), [false, 'web, worker'])
    assert.deepEqual(of('GATEPOST_TRUST_PROXY'), [false, null])
    assert.deepEqual(of('GATEPOST_SESSION_IDLE_HOURS'), [false, '12'])
  })

  it('hold the value of no secret', () => {
    const shown = JSON.stringify(effectiveSettings(settingsSchema, marked))
    const held = names.filter((name) => shown.includes(`value of ${name}"`))
    const secrets = names.filter((name) => !held.includes(name))
    assert.deepEqual(secrets.sort(), [
      'DATABASE_DIRECT_URL',
      'DATABASE_URL',
      'GATEPOST_MASTER_KEY',
      'GATEPOST_METRICS_TOKEN',
      'GATEPOST_OPERATOR_PASSWORD',
      'SMTP_URL',
    ])
    const secret = effectiveSettings(settingsSchema, marked).find(({ name }) => name === 'SMTP_URL')
    assert.deepEqual([secret?.secret, secret?.set, secret?.value], [true, true, null])
  })

  it('have those of a plugin as well', () => {
    assert.ok(webhooks.settings)
    const [allow, days] = effectiveSettings(webhooks.settings, { GATEPOST_WEBHOOK_ALLOW: '10.0.0.0/8' })
    assert.deepEqual([allow?.value, days?.value], ['10.0.0.0/8', '30'])
  })
})
