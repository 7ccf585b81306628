import type { Scope } from '../support/scope.ts'
import type { Settings } from '../support/server.ts'
import type { Expectation, Group } from './row.ts'
import type { Stage } from './stage.ts'
import type { Place } from './surroundings.ts'

/** One thing that a delivery must survive, played on a server, a data folder and receivers of its own. */
export interface Fault {
  readonly name: string
  readonly group: Group
  readonly settings?: Settings
  /** The one database that it is about; both unless given. */
  readonly on?: Place
  /** Makes the data folder, where it must be a special one. */
  prepare?(scope: Scope): Promise<string>
  /** Does the harm and waits until everything is as still as it will get; says what should be found then. */
  play(stage: Stage): Promise<Expectation | readonly Expectation[]>
}

/** Thrown where this machine cannot do the harm; the words say why. */
export class NotPlayable extends Error {}
