import { definitionFaults, FIELDS_MAX, type FieldDefinition } from '../domain/custom-field.ts'
import { invalid, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import type { Unchanged } from '../domain/versions.ts'
import type { Tx } from '../repositories/connection.ts'
import {
  holdersOfPublicValue,
  lockFieldDefinitions,
  saveFieldDefinitions,
} from '../repositories/custom-fields.ts'
import { lockUser, updateUserRow } from '../repositories/users.ts'
import { throwFaults } from './check-names.ts'
import type { Deps } from './deps.ts'
import { refusePersons } from './refuse-persons.ts'

type Given = Omit<FieldDefinition, 'removed'>

/**
 * An operator defines a custom field. A key that was removed before comes back with the type and the privacy it had,
 * and so do its values. Refuses with `invalid` by the name of the form's field.
 */
export async function defineCustomField(
  deps: Deps,
  given: Given,
  context: EventContext,
): Promise<FieldDefinition> {
  refusePersons(context)
  const made: FieldDefinition = { ...given, removed: false }
  throwFaults(definitionFaults(made))
  await deps.transaction(async (tx) => {
    const all = await lockFieldDefinitions(tx, deps.locks)
    const old = all.find(({ key }) => key === made.key)
    if (old && !old.removed) throw invalid({ key: 'Another field has this key.' })
    if (old && old.type !== made.type)
      throw invalid({ type: `This key was a ${old.type} before. Users may still hold such values.` })
    if (old && old.private !== made.private)
      throw invalid({
        private: `This key was ${old.private ? 'private' : 'not private'} before and stays so.`,
      })
    if (all.filter(({ removed }) => !removed).length >= FIELDS_MAX)
      throw invalid({ key: `There are at most ${FIELDS_MAX} custom fields.` })
    const rest = all.filter(({ key }) => key !== made.key)
    await save(deps, tx, [...rest, made], { from: null, to: made }, context)
  })
  if (made.private) await hidePublicValues(deps, made.key)
  return made
}

/** An operator changes label, choices, editor or duty of a field; what users hold stays. Refuses with `not_found`. */
export async function changeCustomField(
  deps: Deps,
  input: {
    readonly key: string
    /** What is absent stays. */
    readonly changes: Partial<Omit<Given, 'key' | 'type' | 'private'>>
    readonly unchanged?: Unchanged<FieldDefinition> | undefined
  },
  context: EventContext,
): Promise<FieldDefinition> {
  refusePersons(context)
  return deps.transaction(async (tx) => {
    const all = await lockFieldDefinitions(tx, deps.locks)
    const before = liveField(all, input.key)
    input.unchanged?.(before)
    const after: FieldDefinition = { ...before, ...input.changes }
    throwFaults(definitionFaults(after))
    if (JSON.stringify(before) === JSON.stringify(after)) return before
    const next = all.map((one) => (one === before ? after : one))
    await save(deps, tx, next, { from: before, to: after }, context)
    return after
  })
}

/** An operator takes a field off the forms. Its values stay with the users. Refuses with `not_found`. */
export async function removeCustomField(
  deps: Deps,
  input: { readonly key: string; readonly unchanged?: Unchanged<FieldDefinition> | undefined },
  context: EventContext,
): Promise<void> {
  refusePersons(context)
  await deps.transaction(async (tx) => {
    const all = await lockFieldDefinitions(tx, deps.locks)
    const before = liveField(all, input.key)
    input.unchanged?.(before)
    const next = all.map((one) => (one === before ? { ...one, removed: true } : one))
    await save(deps, tx, next, { from: before, to: null }, context)
  })
}

function liveField(all: readonly FieldDefinition[], key: string): FieldDefinition {
  const found = all.find((one) => one.key === key && !one.removed)
  if (!found) throw new Refusal('not_found')
  return found
}

async function save(
  deps: Deps,
  tx: Tx,
  definitions: readonly FieldDefinition[],
  change: { readonly from: FieldDefinition | null; readonly to: FieldDefinition | null },
  context: EventContext,
): Promise<void> {
  const key = (change.to ?? change.from)?.key
  await saveFieldDefinitions(tx, definitions, deps.clock.now())
  const changes = { [`customFields.${key}`]: change }
  await deps.announce(tx, serverEvent('settings.updated', null, { changes }, context))
}

const SLICE = 200

/** Values that programs wrote under the key before it was a private field no longer leave from now on. */
async function hidePublicValues(deps: Deps, key: string): Promise<void> {
  let after = ''
  for (;;) {
    const ids = await holdersOfPublicValue(deps.reader, key, { after, limit: SLICE })
    const last = ids.at(-1)
    if (last === undefined) return
    after = last
    await deps.transaction(async (tx) => {
      for (const id of ids) {
        const user = await lockUser(tx, deps.locks, id)
        if (!user || !Object.hasOwn(user.customFields, key)) continue
        const { [key]: value = null, ...customFields } = user.customFields
        await updateUserRow(tx, id, { customFields, privateFields: { [key]: value, ...user.privateFields } })
      }
    })
  }
}
