import type { VNode } from 'preact'
import type { UserImport } from '../../src/domain/user-import.ts'
import { Card } from '../partials/card.tsx'
import { Figures } from '../partials/figures.tsx'
import { Note } from '../partials/note.tsx'
import { Progress } from '../partials/progress.tsx'
import { ImportState, shownCount } from './user-imports.tsx'

/** Whether the import goes on by itself. */
export const isMoving = ({ state }: Pick<UserImport, 'state'>): boolean =>
  state === 'receiving' || state === 'checking' || state === 'running'

interface Of {
  readonly one: UserImport
}

export const IMPORT_PROGRESS = 'import-progress'

/** What came of it, or how far it is. */
export function ImportProgress({ one }: Of): VNode {
  return (
    <div id={IMPORT_PROGRESS}>
      <Outcome one={one} />
      <Figures items={figuresOf(one)} />
      {isMoving(one) && (
        <Card title="Progress" aside={<ImportState state={one.state} />}>
          <Progress label="Lines dealt with" done={one.handled} total={one.lines} />
          <p class="text-secondary num mt-2 mb-0">
            {shownCount(one.handled)} of {shownCount(one.lines)} lines{' '}
            {one.state === 'running' ? 'done' : 'checked'}.
          </p>
        </Card>
      )}
    </div>
  )
}

function figuresOf({ state, lines, created, bad, handled }: UserImport) {
  const attention = bad > 0 ? { tone: 'warn' as const } : {}
  const wrong = { label: 'Bad lines', value: shownCount(bad), ...attention }
  if (state === 'running' || state === 'done')
    return [
      { label: 'Lines', value: shownCount(lines) },
      { label: 'Imported', value: shownCount(created) },
      wrong,
      { label: 'To come', value: shownCount(Math.max(0, lines - handled)) },
    ]
  const good = state === 'checking' ? handled - bad : lines - bad
  return [
    { label: 'Lines', value: shownCount(lines) },
    { label: 'Good lines', value: shownCount(Math.max(0, good)) },
    wrong,
  ]
}

function Outcome({ one }: Of): VNode | null {
  const { state, created, bad, lines } = one
  if (state === 'done' && bad === 0)
    return (
      <Note
        tone="ok"
        title={created === 1 ? 'The one user is in.' : `All ${shownCount(created)} users are in.`}
        role="status"
      />
    )
  if (state === 'done')
    return (
      <Note
        tone="warn"
        icon="alert-triangle"
        role="status"
        title={`${shownCount(created)} ${created === 1 ? 'user is' : 'users are'} in; ${shownCount(bad)} ${bad === 1 ? 'line was' : 'lines were'} left out.`}
      />
    )
  if (state === 'cancelled')
    return (
      <Note tone="idle" title={`Called off. ${shownCount(created)} users came in before.`} role="status" />
    )
  if (state === 'checked' && bad === lines)
    return <Note tone="bad" title="No line of this file can be imported." role="status" />
  return null
}
