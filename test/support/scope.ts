import { after } from 'node:test'

/** Anything that runs clean-ups at its end: a test's context, or a suite's scope. */
export interface Scope {
  after(cleanUp: () => void | Promise<void>): void
}

/**
 * The scope of the suite (or file) in whose body this is called; what was opened last is closed first. A plain
 * `after` inside a `before` would belong to the `before`, and run as soon as that is over.
 */
export function suiteScope(): Scope {
  const cleanUps: (() => void | Promise<void>)[] = []
  after(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp()
  })
  return { after: (cleanUp) => void cleanUps.push(cleanUp) }
}
