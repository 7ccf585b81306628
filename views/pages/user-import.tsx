import type { VNode } from 'preact'
import type { LineFault, UserImport } from '../../src/domain/user-import.ts'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Button, ButtonLink, PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Choice } from '../partials/choice.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Figures } from '../partials/figures.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { Kv } from '../partials/kv.tsx'
import { useMayAct } from '../partials/may-act.ts'
import { Note } from '../partials/note.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { Progress } from '../partials/progress.tsx'
import { Pager, Table } from '../partials/table.tsx'
import { Time } from '../partials/time.tsx'
import { ImportState, importHref, shownCount } from './user-imports.tsx'

const USERS = '/console/users'
const HOME = `${USERS}/imports`
/** How often the page looks for news while something moves. */
const LOOK_MS = '1500'

export interface ImportPageProps extends ConsoleShell {
  readonly one: UserImport
  readonly faults: readonly LineFault[]
  readonly moreHref?: string | undefined
  readonly firstHref?: string | undefined
  /** Keys: `events`, `form`. */
  readonly errors?: Errors
}

/** GET of /console/users/imports/:id. Posts to `/start` (`events`) and `/cancel` below it. */
export function ImportPage(props: ImportPageProps): VNode {
  const { one, errors = {} } = props
  const moving = ['receiving', 'checking', 'running'].includes(one.state)
  const live = moving ? { 'data-live': LOOK_MS } : {}
  const title = one.fileName ?? one.id
  return (
    <ConsoleLayout {...props} title={title} active={USERS} scripts={['live-part']}>
      <PageHead
        crumbs={[{ label: 'Users', href: USERS }, { label: 'Imports', href: HOME }, { label: title }]}
        title={title}
        actions={
          moving && (
            <a class="btn" href={importHref(one.id)} data-live-link>
              See how far it is
            </a>
          )
        }
      />
      <div id="import-now" {...live}>
        <FormErrors errors={errors} />
        <Outcome one={one} />
        <Figures items={figuresOf(one)} />
        {moving && (
          <Card title="Progress" aside={<ImportState state={one.state} />}>
            <Progress label="Lines dealt with" done={one.handled} total={one.lines} />
            <p class="text-secondary num mt-2 mb-0">
              {shownCount(one.handled)} of {shownCount(one.lines)} lines{' '}
              {one.state === 'running' ? 'done' : 'checked'}.
            </p>
          </Card>
        )}
        {one.state === 'checked' && <Start {...props} />}
        {(one.state === 'checking' || one.state === 'running') && (
          <div class="mb-3">
            <PostButton kind="danger" action={`${importHref(one.id)}/cancel`} csrfToken={props.csrfToken}>
              Call it off
            </PostButton>
          </div>
        )}
      </div>
      <div id="import-lines" {...live}>
        <BadLines {...props} />
        <Card title="This import">
          <Kv
            items={[
              ['Id', <code key="id">{one.id}</code>],
              ['State', <ImportState key="state" state={one.state} />],
              ['Came in', <Time key="in" at={one.createdAt} form="full" />],
              ['Started', one.startedAt === null ? null : <Time at={one.startedAt} form="full" />],
              ['Ended', one.endedAt === null ? null : <Time at={one.endedAt} form="full" />],
              ['Events', eventsOf(one)],
            ]}
          />
        </Card>
      </div>
    </ConsoleLayout>
  )
}

function eventsOf({ startedAt, quiet }: UserImport): string | null {
  if (startedAt === null) return null
  return quiet ? 'written, sent to no webhook' : 'written and sent'
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

function Outcome({ one }: { readonly one: UserImport }): VNode | null {
  const { state, created, bad, lines } = one
  if (state === 'done' && bad === 0)
    return <Note tone="ok" title={`All ${shownCount(created)} users are in.`} role="status" />
  if (state === 'done')
    return (
      <Note
        tone="warn"
        icon="alert-triangle"
        role="status"
        title={`${shownCount(created)} users are in; ${shownCount(bad)} ${bad === 1 ? 'line was' : 'lines were'} left out.`}
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

function Start({ one, csrfToken, errors = {} }: ImportPageProps): VNode | null {
  const good = one.lines - one.bad
  if (!useMayAct()) return null
  const cancel = (
    <PostButton
      kind={good > 0 ? 'plain' : 'danger'}
      action={`${importHref(one.id)}/cancel`}
      csrfToken={csrfToken}
    >
      Call it off
    </PostButton>
  )
  if (good === 0) return <div class="mb-3">{cancel}</div>
  return (
    <Card title={`Import ${shownCount(good)} ${good === 1 ? 'user' : 'users'}`}>
      <form method="post" action={`${importHref(one.id)}/start`} id="import-start" novalidate>
        <Csrf token={csrfToken} />
        <Choice
          legend="Webhooks"
          name="events"
          value="send"
          error={errors.events}
          options={[
            {
              value: 'send',
              label: 'Hear of every user',
              description: 'Each user’s events are written and sent, as if they had registered.',
            },
            {
              value: 'quiet',
              label: 'Hear of none',
              description:
                'The events are written, and their deliveries skipped as “quiet_import”. They can be sent later.',
            },
          ]}
        />
      </form>
      <div class="btn-list">
        <Button kind="primary" form="import-start">
          Import {shownCount(good)} {good === 1 ? 'user' : 'users'}
        </Button>
        {cancel}
      </div>
    </Card>
  )
}

function BadLines({ one, faults, moreHref, firstHref }: ImportPageProps): VNode | null {
  if (one.bad === 0) return null
  return (
    <Card
      title="Bad lines"
      padded={false}
      aside={
        <ButtonLink small href={`${importHref(one.id)}/bad-lines`} icon="download">
          Download
        </ButtonLink>
      }
    >
      <Table label="Bad lines" columns={['Line', 'Field', 'What is wrong']}>
        {faults.map(({ line, field, problem }) => (
          <tr key={`${line} ${field}`}>
            <td class="num">{shownCount(line)}</td>
            <td class="end">{field === 'line' ? 'whole line' : <code>{field}</code>}</td>
            <td class="wrap all">{problem}</td>
          </tr>
        ))}
      </Table>
      <Pager
        olderHref={moreHref}
        newestHref={firstHref}
        words={{ pages: 'Bad lines', older: 'Next', newest: 'From the first' }}
      />
    </Card>
  )
}
