import type { VNode } from 'preact'

/** An address that goes on in the next line at a slash, an @ or a dot, rather than in the middle of a word. */
export function Breakable({ address }: { readonly address: string }): VNode {
  const pieces = address.split(/(?=[/.@])/)
  return (
    <>
      {pieces.map((piece, at) => (
        <>
          {at > 0 && <wbr />}
          {piece}
        </>
      ))}
    </>
  )
}
