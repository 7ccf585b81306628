import type { VNode } from 'preact'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Breakable } from '../partials/breakable.tsx'
import { ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { CodeBlock } from '../partials/code-block.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { Table } from '../partials/table.tsx'

const HOME = '/console/api'

interface ApiField {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly description: string
}

export interface ApiOperationRow {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly tag: string
  readonly summary: string
  /** Undefined where any key will do. */
  readonly scope: string | undefined
}

export interface ApiReferencePageProps extends ConsoleShell {
  readonly operations: readonly ApiOperationRow[]
}

/** GET of /console/api. */
export function ApiReferencePage(props: ApiReferencePageProps): VNode {
  const tags = [...new Set(props.operations.map(({ tag }) => tag))]
  return (
    <ConsoleLayout {...props} title="API reference" active={HOME}>
      <PageHead
        title="API reference"
        sub={`${props.operations.length} operations for scripts, by a key of your own`}
        actions={
          <>
            <ButtonLink href="/console/api-keys" icon="key">
              API keys
            </ButtonLink>
            <ButtonLink href="/openapi.json" icon="download">
              OpenAPI document
            </ButtonLink>
          </>
        }
      />
      <Conventions />
      {tags.map((tag) => (
        <Card key={tag} title={tag} padded={false}>
          <Table
            aligned="calls"
            label={tag}
            columns={['Call', 'What it does', { text: 'Scope', right: true }]}
          >
            {props.operations
              .filter((one) => one.tag === tag)
              .map(({ id, method, path, summary, scope }) => (
                <tr key={id}>
                  <td class="wrap all">
                    <a href={`${HOME}/${id}`}>
                      <code>
                        {method} <Breakable address={path} />
                      </code>
                    </a>
                  </td>
                  <td class="wrap all">
                    <Words text={summary} />
                  </td>
                  <td class="r text-secondary hide">
                    <code>{scope ?? 'any'}</code>
                  </td>
                </tr>
              ))}
          </Table>
        </Card>
      ))}
    </ConsoleLayout>
  )
}

function Conventions(): VNode {
  return (
    <Card title="For every call">
      <ul class="mb-0 ps-3">
        <li>
          Send a key as <code>Authorization: Bearer gp_…</code>, and bodies as JSON. What an operation does
          not know is refused.
        </li>
        <li>
          Lists answer <code>data</code> and <code>next</code>; send <code>next</code> as <code>cursor</code>{' '}
          for the page after it.
        </li>
        <li>
          Give each POST an <code>Idempotency-Key</code>, and send it again until there is an answer: nothing
          happens twice.
        </li>
        <li>
          Send the <code>ETag</code> of what you saw as <code>If-Match</code>, and no change of somebody else
          is lost.
        </li>
        <li>
          <code>RateLimit</code> says how many requests are left. A refusal is a problem document with a
          stable <code>code</code>.
        </li>
      </ul>
    </Card>
  )
}

export interface ApiOperationPageProps extends ConsoleShell {
  readonly operation: ApiOperationRow & {
    readonly parameters: readonly (ApiField & { readonly place: string })[]
    readonly body: readonly ApiField[] | undefined
    readonly answers: readonly {
      readonly status: string
      readonly description: string
      readonly fields: readonly ApiField[]
    }[]
  }
  /** The server's own address. */
  readonly url: string
}

const PLACES: Readonly<Record<string, string>> = { path: 'address', query: 'query', header: 'header' }

/** GET of /console/api/:operation. */
export function ApiOperationPage(props: ApiOperationPageProps): VNode {
  const { operation, url } = props
  const { method, path, tag, summary, scope, parameters, body, answers } = operation
  return (
    <ConsoleLayout {...props} title={summary.replaceAll('`', '')} active={HOME}>
      <PageHead
        crumbs={[{ label: 'API reference', href: HOME }, { label: tag }]}
        title={<Words text={summary} />}
        sub={
          <>
            <code>
              {method} <Breakable address={path} />
            </code>{' '}
            ·{' '}
            {scope === undefined ? (
              'any key'
            ) : (
              <>
                a key with <code>{scope}</code>
              </>
            )}
          </>
        }
      />
      <Card title="From a shell">
        <CodeBlock>{exampleCall(url, operation)}</CodeBlock>
      </Card>
      {parameters.length > 0 && (
        <Card title="Parameters" padded={false}>
          <Fields
            label="Parameters"
            fields={parameters}
            place={(at) => PLACES[parameters[at]?.place ?? ''] ?? ''}
          />
        </Card>
      )}
      {body !== undefined && (
        <Card title="Body" padded={body.length === 0}>
          {body.length === 0 ? 'An empty object, or none.' : <Fields label="Body" fields={body} />}
        </Card>
      )}
      {answers.map(({ status, description, fields }) => (
        <Card
          key={status}
          title={`${status} · ${description.replaceAll('`', '')}`}
          padded={fields.length === 0}
        >
          {fields.length === 0 ? 'No body.' : <Fields label={`Answer ${status}`} fields={fields} answer />}
        </Card>
      ))}
    </ConsoleLayout>
  )
}

interface FieldsProps {
  readonly label: string
  readonly fields: readonly ApiField[]
  /** Where the field at this place of the list stands. */
  readonly place?: (at: number) => string
  /** In an answer every field is there unless it says otherwise. */
  readonly answer?: boolean
}

function Fields({ label, fields, place, answer }: FieldsProps): VNode {
  return (
    <Table label={label} columns={['Name', 'What it is']} hover={false}>
      {fields.map(({ name, type, required, description }, at) => (
        <tr key={`${place?.(at)} ${name}`}>
          <td>
            <code>{name}</code>
            <div class="text-secondary">
              {place && `${place(at)}, `}
              {answer ? (required ? '' : 'not always') : required ? 'required' : 'optional'}
            </div>
          </td>
          <td class="wrap all">
            <code>{type}</code>
            {description !== '' && (
              <div>
                <Words text={description} />
              </div>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** A description of the document: what stands between backticks is code. */
function Words({ text }: { readonly text: string }): VNode {
  return <>{text.split('`').map((piece, at) => (at % 2 === 1 ? <code>{piece}</code> : piece))}</>
}

/** The call as curl makes it; what is required and known only to the caller stands as its name. */
function exampleCall(
  url: string,
  { method, path, parameters, body }: ApiOperationPageProps['operation'],
): string {
  const query = parameters.filter(({ place, required }) => place === 'query' && required)
  const asked = query.map(({ name }) => `${name}=…`).join('&')
  const lines = [
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    '-H "authorization: Bearer gp_…"',
    ...(method === 'POST' ? ['-H "idempotency-key: $(uuidgen)"'] : []),
    ...(body === undefined || body.length === 0
      ? []
      : ['-H "content-type: application/json"', `-d '${exampleBody(body)}'`]),
    `"${url}${path}${asked === '' ? '' : `?${asked}`}"`,
  ]
  return `curl ${lines.join(' \\\n  ')}`
}

function exampleBody(fields: readonly ApiField[]): string {
  const needed = fields.filter(({ name, required }) => required && !/[.[]/.test(name))
  const shown = needed.length > 0 ? needed : fields.slice(0, 1)
  return `{ ${shown.map(({ name, type }) => `"${name}": ${exampleValue(type)}`).join(', ')} }`
}

function exampleValue(type: string): string {
  const [first = ''] = type.split(' or ')
  if (first.startsWith('"')) return first
  if (first.startsWith('list')) return '[…]'
  return { string: '"…"', boolean: 'true', integer: '1', number: '1', object: '{ … }' }[first] ?? '…'
}
