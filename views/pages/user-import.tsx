import type { ComponentChildren, VNode } from 'preact'
import type { LineFault, UserImport } from '../../src/domain/user-import.ts'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Button, ButtonLink, PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Choice } from '../partials/choice.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { Kv } from '../partials/kv.tsx'
import { useMayAct } from '../partials/may-act.ts'
import { PageHead } from '../partials/page-head.tsx'
import { Pager, Table } from '../partials/table.tsx'
import { Time } from '../partials/time.tsx'
import { ImportProgress, isMoving } from './user-import-progress.tsx'
import { ImportState, importHref, shownCount } from './user-imports.tsx'

const USERS = '/console/users'
const HOME = `${USERS}/imports`

export interface ImportPageProps extends ConsoleShell {
  readonly one: UserImport
  readonly faults: readonly LineFault[]
  readonly moreHref?: string | undefined
  readonly firstHref?: string | undefined
  /** Of what changes while it goes on. */
  readonly stream?: string
  /** Keys: `events`, `form`. */
  readonly errors?: Errors
}

/** GET of /console/users/imports/:id. Posts to `/start` (`events`) and `/cancel` below it. */
export function ImportPage(props: ImportPageProps): VNode {
  const { one, errors = {} } = props
  const title = one.fileName ?? one.id
  return (
    <ConsoleLayout {...props} title={title} active={USERS}>
      <PageHead
        crumbs={[{ label: 'Users', href: USERS }, { label: 'Imports', href: HOME }, { label: title }]}
        title={title}
        actions={
          isMoving(one) && (
            <a class="btn" href={importHref(one.id)} data-live-link>
              See how far it is
            </a>
          )
        }
      />
      <FormErrors errors={errors} />
      <ImportProgress one={one} />
      <ImportActs one={one}>
        {one.state === 'checked' && <Start {...props} />}
        {(one.state === 'checking' || one.state === 'running') && (
          <div class="mb-3">
            <PostButton kind="danger" action={`${importHref(one.id)}/cancel`} csrfToken={props.csrfToken}>
              Call it off
            </PostButton>
          </div>
        )}
      </ImportActs>
      <ImportFacts {...props} />
    </ConsoleLayout>
  )
}

export const IMPORT_ACTS = 'import-acts'
export const IMPORT_FACTS = 'import-facts'

/** What can be done now. An open page is told by it alone that there is something else to do. */
export function ImportActs({
  one,
  children,
}: Pick<ImportPageProps, 'one'> & { readonly children?: ComponentChildren }): VNode {
  return (
    <div id={IMPORT_ACTS} data-own={one.state}>
      {children}
    </div>
  )
}

export type ImportFactsProps = Pick<ImportPageProps, 'one' | 'faults' | 'moreHref' | 'firstHref'>

/** Its bad lines, and when it was what. */
export function ImportFacts(props: ImportFactsProps): VNode {
  const { one } = props
  return (
    <div id={IMPORT_FACTS}>
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
  )
}

function eventsOf({ startedAt, quiet }: UserImport): string | null {
  if (startedAt === null) return null
  return quiet ? 'written, sent to no webhook' : 'written and sent'
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

function BadLines({ one, faults, moreHref, firstHref }: ImportFactsProps): VNode | null {
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
