import type { Database, Tx } from '../db/database.ts'
import type { EventCatalogue, EventContext } from '../domain/event.ts'
import { contextSchema } from '../domain/event.ts'
import { publicUser } from '../domain/user.ts'
import type { Clock } from '../lib/clock.ts'
import type { MakeId } from '../lib/ids.ts'
import { insertEvents, type NewEvent } from '../repositories/new-events.ts'
import {
  chosenIds,
  countChosen,
  type IdRange,
  newestUserId,
  type UserChoice,
  type UserVersion,
  userVersions,
} from '../repositories/user-choice.ts'
import { lastSequences } from '../repositories/user-sequences.ts'
import { lockUsers } from '../repositories/users.ts'
import type { Announce } from './announce.ts'

export type { IdRange, UserChoice, UserVersion } from '../repositories/user-choice.ts'

/** What is told of users on request, to the endpoints that `target` names. Both types are addressed. */
export interface StateDraft {
  /** Told of a user who is here: `data` is the public user as `user`, and `adds`. */
  readonly type: string
  /** Told of one who was here and is gone: `data` is the id as `userId`, and `adds`. */
  readonly gone: string
  readonly target: readonly string[]
  readonly adds: Readonly<Record<string, unknown>>
  readonly context: EventContext
}

/** What was told. Ids that were never a user's are in neither. */
export interface ToldStates {
  readonly here: number
  readonly gone: number
  /** The id of the event with the highest place, once all have theirs. */
  readonly lastEvent: string | undefined
}

/** `Host.users`: who there is, and their state as an event to those who ask for it. Reads are on a reader. */
export interface HostUsers {
  count(choice: UserChoice): Promise<number>
  /** Whoever comes later has a higher id; undefined while there is no user. */
  newestId(): Promise<string | undefined>
  /** Ids of chosen users, ascending; at most `limit`. */
  ids(choice: UserChoice, range: IdRange, limit: number): Promise<readonly string[]>
  /** Users with the number of their newest event, ascending by id; at most `limit`. */
  versions(range: IdRange, limit: number): Promise<readonly UserVersion[]>
  /** The numbers of the newest events of these users, gone ones included; whoever was never here is missing. */
  lastSequences(ids: readonly string[]): Promise<ReadonlyMap<string, number>>
  /**
   * Announces the present state of up to a hundred users. Their rows are locked first, in the order of their ids, and
   * the events carry the users' present `sequence` without counting it up: content and number agree, and in the log
   * such an event stands behind all that it tells of and before all that comes later.
   */
  announceStates(tx: Tx, ids: readonly string[], draft: StateDraft): Promise<ToldStates>
}

interface UsersParts {
  readonly db: Database
  readonly catalogue: () => EventCatalogue
  readonly clock: Clock
  readonly id: MakeId
  readonly announce: Announce
}

/** Makes the part of the host that lets plugins read users and tell their state. */
export function createHostUsers({ db, catalogue, clock, id, announce }: UsersParts): HostUsers {
  const addressed = (type: string) => {
    const definition = catalogue()[type]
    if (definition?.about !== 'user' || !definition.addressed)
      throw new Error(`${type} is no addressed event about a user`)
    return definition.data
  }
  return {
    count: (choice) => countChosen(db.reader, choice),
    newestId: () => newestUserId(db.reader),
    ids: (choice, range, limit) => chosenIds(db.reader, choice, range, limit),
    versions: (range, limit) => userVersions(db.reader, range, limit),
    lastSequences: (ids) => lastSequences(db.reader, ids),
    async announceStates(tx, ids, { type, gone, target, adds, context }) {
      // Under their locks, so that no event comes between what is read here and its place in the log.
      const users = await lockUsers(tx, db.dialect, ids)
      const sequences = await lastSequences(tx, ids)
      const row = (type: string, subject: string, data: object): NewEvent => ({
        id: id('evt'),
        type,
        subject,
        target: JSON.stringify(target),
        counted: null,
        sequence: sequences.get(subject) ?? 0,
        at: clock.now(),
        data: JSON.stringify(addressed(type).parse({ ...data, ...adds })),
        context: JSON.stringify(contextSchema.parse(context)),
      })
      const here = users.map((user) => row(type, user.id, { user: publicUser(user) }))
      const known = new Set(users.map((user) => user.id))
      const left = ids.filter((one) => !known.has(one) && sequences.has(one))
      const events = [...here, ...left.map((one) => row(gone, one, { userId: one }))]
      await insertEvents(tx, db.dialect, events)
      // Nothing more is written; the log is woken once this commits.
      await announce(tx)
      return { here: here.length, gone: left.length, lastEvent: events.at(-1)?.id }
    },
  }
}
