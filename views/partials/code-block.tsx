import type { ComponentChildren, VNode } from 'preact'

/** A block of what a machine reads. Long lines wrap; white space is kept. */
export function CodeBlock({
  id,
  children,
}: {
  readonly id?: string
  readonly children: ComponentChildren
}): VNode {
  return (
    <pre class="code" id={id}>
      {children}
    </pre>
  )
}

/** JSON text with its keys muted. Text that is no JSON passes through unchanged, so any body may be given. */
export function JsonText({ text }: { readonly text: string }): VNode {
  // Odd pieces are `"key":`. The split keeps them because the pattern captures them.
  const pieces = text.split(/("(?:[^"\\\n]|\\.)*"\s*:)/)
  return <>{pieces.map((piece, at) => (at % 2 === 1 ? <i>{piece}</i> : piece))}</>
}

/** A value as indented JSON with muted keys. */
export function Json({ value }: { readonly value: unknown }): VNode {
  return (
    <CodeBlock>
      <JsonText text={JSON.stringify(value, null, 2) ?? 'null'} />
    </CodeBlock>
  )
}

export interface HttpMessageProps {
  /** `POST /hooks/gatepost` or `500 Internal Server Error`. */
  readonly start: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Header names whose values stand out: the identity and the signature of a webhook. */
  readonly marked?: readonly string[]
  readonly body?: string
  /** An id for the body alone, where a button copies it. */
  readonly bodyId?: string
}

/** One HTTP message: first line, headers, body. */
export function HttpMessage({ start, headers, marked = [], body, bodyId }: HttpMessageProps): VNode {
  return (
    <CodeBlock>
      {start}
      {'\n'}
      {headers.map(([name, value]) => (
        <>
          <i>{name}:</i> {marked.includes(name.toLowerCase()) ? <u>{value}</u> : value}
          {'\n'}
        </>
      ))}
      {body !== undefined && body !== '' && (
        <>
          {'\n'}
          <span id={bodyId}>
            <JsonText text={body} />
          </span>
        </>
      )}
    </CodeBlock>
  )
}
