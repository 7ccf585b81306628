import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldDefinition } from '../../src/domain/custom-field.ts'
import { createUser } from '../../src/usecases/create-user.ts'
import {
  changeCustomField,
  defineCustomField,
  removeCustomField,
} from '../../src/usecases/define-custom-field.ts'
import { getUser } from '../../src/usecases/get-user.ts'
import { listCustomFields } from '../../src/usecases/list-custom-fields.ts'
import { readOwnData } from '../../src/usecases/read-own-data.ts'
import { registerUser } from '../../src/usecases/register-user.ts'
import { updateUser } from '../../src/usecases/update-user.ts'
import { by, byKey, byOperator, PASSWORD, refusal, somebody } from '../support/accounts.ts'
import { makeDeps, type TestDeps } from '../support/deps.ts'

const field = (key: string, more: Partial<FieldDefinition> = {}): Omit<FieldDefinition, 'removed'> => ({
  key,
  type: 'text',
  labels: { en: key, 'zh-CN': null },
  choices: [],
  required: false,
  private: false,
  editor: 'operator',
  ...more,
})
const define = (world: TestDeps, key: string, more: Partial<FieldDefinition> = {}) =>
  defineCustomField(world.deps, field(key, more), byOperator)
const make = (world: TestDeps, customFields: Record<string, string | number | boolean | null>) =>
  createUser(
    world.deps,
    { method: 'api', username: `u${Math.random()}`.replace('.', ''), customFields },
    byKey,
  )

test('a definition, its change and its removal are settings.updated with before and after', async (t) => {
  const world = await makeDeps(t)
  const types = await world.typesOf(async () => {
    await define(world, 'team')
    const change = { key: 'team', changes: { required: true } }
    await changeCustomField(world.deps, change, byOperator)
    await changeCustomField(world.deps, change, byOperator)
    await removeCustomField(world.deps, { key: 'team' }, byOperator)
  })
  assert.deepEqual(types, ['settings.updated', 'settings.updated', 'settings.updated'])
  const [made, changed, removed] = (await world.events()).map(
    (event) => Object(event.data.changes)['customFields.team'],
  )
  assert.equal(made.from, null)
  assert.deepEqual([changed.from.required, changed.to.required], [false, true])
  assert.equal(removed.to, null)
  assert.deepEqual(await listCustomFields(world.deps), [])
})

test('no person defines a field', async (t) => {
  const world = await makeDeps(t)
  await assert.rejects(defineCustomField(world.deps, field('team'), somebody), refusal('forbidden'))
})

test('each type takes its own values and refuses others beside the field', async (t) => {
  const world = await makeDeps(t)
  await define(world, 'level', { type: 'number' })
  await define(world, 'remote', { type: 'boolean' })
  await define(world, 'since', { type: 'date' })
  await define(world, 'size', { type: 'choice', choices: ['S', 'M'] })
  await define(world, 'team')
  const { id } = await make(world, { level: 3, remote: false, since: '2024-02-29', size: 'M', team: 'blue' })
  assert.deepEqual((await getUser(world.deps, id)).customFields, {
    level: 3,
    remote: false,
    since: '2024-02-29',
    size: 'M',
    team: 'blue',
  })
  const wrongs: Record<string, string>[] = [
    { level: 'many' },
    { remote: 'yes' },
    { since: '2023-02-29' },
    { size: 'XL' },
    { team: 'two\nlines' },
    { unknown: 'x' },
  ]
  for (const wrong of wrongs)
    await assert.rejects(make(world, wrong), refusal('invalid', `customFields.${Object.keys(wrong)[0]}`))
})

test('a required field is needed by whoever may fill it in, and is not cleared', async (t) => {
  const world = await makeDeps(t)
  await define(world, 'cost', { required: true })
  await define(world, 'team', { required: true, editor: 'user' })
  const join = (customFields: Record<string, string>) =>
    registerUser(world.deps, { username: 'ann', password: PASSWORD, customFields }, somebody)
  await assert.rejects(join({}), refusal('invalid', 'customFields.team'))
  await assert.rejects(join({ team: 'blue', cost: '7' }), refusal('forbidden'))
  const made = await join({ team: 'blue' })
  assert.equal(made.next, 'sign_in')
  await assert.rejects(make(world, { team: 'red' }), refusal('invalid', 'customFields.cost'))
  const ann = await make(world, { team: 'red', cost: '7' })
  const clear = updateUser(world.deps, { userId: ann.id, changes: { customFields: { team: null } } }, by(ann))
  await assert.rejects(clear, refusal('invalid', 'customFields.team'))
})

test('a person changes the fields left to people and no other', async (t) => {
  const world = await makeDeps(t)
  await define(world, 'team', { editor: 'user' })
  await define(world, 'cost')
  const ann = await make(world, { team: 'red', cost: '7' })
  const change = (customFields: Record<string, string>) =>
    updateUser(world.deps, { userId: ann.id, changes: { customFields } }, by(ann))
  await assert.rejects(change({ cost: '8' }), refusal('forbidden'))
  await change({ team: 'blue' })
  assert.deepEqual((await world.events()).at(-1)?.data.changes, {
    'customFields.team': { from: 'red', to: 'blue' },
  })
})

test('a private value is in no event and in the own copy of the data', async (t) => {
  const world = await makeDeps(t)
  await define(world, 'salary', { type: 'number', private: true })
  await define(world, 'team')
  const { id } = await make(world, { salary: -471.1, team: 'red' })
  await updateUser(world.deps, { userId: id, changes: { customFields: { salary: -471.2 } } }, byOperator)
  await updateUser(world.deps, { userId: id, changes: { customFields: { salary: -471.3 } } }, byKey)
  const events = (await world.events()).filter((event) => event.type.startsWith('user.'))
  assert.deepEqual(
    events.map((event) => event.type),
    ['user.registered', 'user.invited', 'user.updated', 'user.updated'],
  )
  assert.doesNotMatch(JSON.stringify(events), /salary|-471/)
  assert.deepEqual((await readOwnData(world.deps, id)).user.customFields, { team: 'red', salary: -471.3 })
})

test('what programs wrote under a key leaves no more once the key is private', async (t) => {
  const world = await makeDeps(t)
  const { id } = await make(world, { salary: '4711', team: 'red' })
  await define(world, 'salary', { private: true })
  const user = await getUser(world.deps, id)
  assert.deepEqual([user.customFields, user.privateFields], [{ team: 'red' }, { salary: '4711' }])
})

test('a removed field keeps its values, and comes back only as what it was', async (t) => {
  const world = await makeDeps(t)
  await define(world, 'salary', { type: 'number', private: true })
  const { id } = await make(world, { salary: 4711 })
  await removeCustomField(world.deps, { key: 'salary' }, byOperator)
  await updateUser(world.deps, { userId: id, changes: { name: 'Ann' } }, byOperator)
  await assert.rejects(make(world, { salary: 1 }), refusal('invalid', 'customFields.salary'))
  await assert.rejects(define(world, 'salary', { type: 'number' }), refusal('invalid', 'private'))
  await assert.rejects(define(world, 'salary', { private: true }), refusal('invalid', 'type'))
  await define(world, 'salary', { type: 'number', private: true })
  assert.deepEqual((await getUser(world.deps, id)).privateFields, { salary: 4711 })
})
