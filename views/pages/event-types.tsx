import type { ComponentChildren, VNode } from 'preact'
import type { EventTypeDefinition } from '../../src/domain/event.ts'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Breakable } from '../partials/breakable.tsx'
import { ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Json } from '../partials/code-block.tsx'
import { Empty } from '../partials/empty.tsx'
import { FilterBar } from '../partials/filter-bar.tsx'
import { Folds } from '../partials/folds.tsx'
import { Kv } from '../partials/kv.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { Table } from '../partials/table.tsx'
import { eventTypeHref } from './event-log.tsx'

const HOME = '/console/event-types'

type About = EventTypeDefinition['about']

const ABOUT: Readonly<Record<About, string>> = {
  user: 'a user, in their order',
  stranger: 'a user or nobody',
  server: 'the server',
}

export interface EventTypeRow {
  readonly name: string
  readonly group: string
  readonly description: string
  readonly about: About
  readonly addressed: boolean
}

export interface EventTypesPageProps extends ConsoleShell {
  /** Those that fit the search. */
  readonly types: readonly EventTypeRow[]
  /** Words of a name or a description, as they were typed. */
  readonly search: string
}

/** GET of /console/event-types. Searched by `q`. */
export function EventTypesPage(props: EventTypesPageProps): VNode {
  const { search } = props
  const groups = [...new Set(props.types.map(({ group }) => group))]
  const found = props.types.length === 1 ? '1 type of event' : `${props.types.length} types of event`
  return (
    <ConsoleLayout {...props} title="Catalogue" active={HOME}>
      <PageHead
        title="Catalogue"
        sub={
          search === ''
            ? `${found}; each is written with the change that it tells of`
            : `${found} with “${search}”`
        }
      />
      <Card padded={false}>
        <FilterBar action={HOME}>
          <input
            class="form-control flex-fill"
            name="q"
            value={search}
            placeholder="Names and descriptions"
            aria-label="Search the catalogue"
            autocomplete="off"
            spellcheck={false}
          />
        </FilterBar>
        {groups.length === 0 && (
          <Empty
            icon="search"
            title="No type of event fits"
            action={<ButtonLink href={HOME}>See all</ButtonLink>}
          >
            “{search}” is in no name and no description.
          </Empty>
        )}
      </Card>
      {groups.map((group) => (
        <Card key={group} title={group} padded={false}>
          <Table aligned="names" label={group} columns={['Event', 'When', { text: 'About', right: true }]}>
            {props.types
              .filter((type) => type.group === group)
              .map(({ name, description, about, addressed }) => (
                <tr key={name}>
                  <td>
                    <a href={eventTypeHref(name)}>
                      <code>{name}</code>
                    </a>
                  </td>
                  <td class="wrap all">{description}</td>
                  <td class="r text-secondary hide">{addressed ? 'whom it names' : ABOUT[about]}</td>
                </tr>
              ))}
          </Table>
        </Card>
      ))}
    </ConsoleLayout>
  )
}

export interface EventTypePageProps extends ConsoleShell {
  readonly type: EventTypeRow
  /** Of the whole event, as JSON Schema. */
  readonly schema: object
  /** What plugins say about it, such as examples. */
  readonly children?: ComponentChildren
  /** What plugins say beside that, such as who asks for it. */
  readonly beside?: ComponentChildren
}

const ORDER: Readonly<Record<About, string>> = {
  user: 'Counts in the user’s sequence. Each webhook gets one user’s events in this order.',
  stranger:
    'Strangers can cause it, so it has no sequence and no place in the user’s order: it can hold nothing up.',
  server: 'About no user: no sequence, no order.',
}

/** GET of /console/event-types/:type. */
export function EventTypePage(props: EventTypePageProps): VNode {
  const { name, group, description, about, addressed } = props.type
  const schemaHref = `/schemas/events/${encodeURIComponent(name)}.json`
  return (
    <ConsoleLayout {...props} title={name} active={HOME} scripts={['copy']}>
      <PageHead
        crumbs={[{ label: 'Catalogue', href: HOME }, { label: group }]}
        title={name}
        sub={description}
        actions={
          <ButtonLink href={`/console/events?type=${encodeURIComponent(name)}`} icon="list-details">
            See these events
          </ButtonLink>
        }
      />
      <div class="cols-main">
        <div>
          {props.children}
          <Card padded={false}>
            <Folds
              items={[
                {
                  key: 'schema',
                  title: 'JSON Schema',
                  aside: 'of the standard envelope',
                  children: <Json value={props.schema} />,
                },
              ]}
            />
          </Card>
        </div>
        <aside aria-label="About this type">
          {props.beside}
          <Card title="This type">
            <Kv
              items={[
                ['About', ABOUT[about]],
                ['Order', ORDER[about]],
                [
                  'Goes to',
                  addressed
                    ? 'The webhooks that it names, and to no other, whatever they ask for.'
                    : 'Every webhook that asks for it.',
                ],
                [
                  'Schema',
                  <a key="schema" href={schemaHref}>
                    <code>
                      <Breakable address={schemaHref} />
                    </code>
                  </a>,
                ],
              ]}
            />
          </Card>
        </aside>
      </div>
    </ConsoleLayout>
  )
}
