/** A line of a text, counted from 1. `cut`: it is longer than is taken, and its end is missing. */
export interface TextLine {
  readonly number: number
  readonly text: string
  readonly cut: boolean
}

/**
 * The lines of a UTF-8 text that arrives in pieces, of which none longer than `longest` is ever held. A byte-order
 * mark is left out; what is no UTF-8 becomes U+FFFD.
 */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder()
  let number = 0
  let rest = ''
  const lineOf = (text: string): TextLine => {
    number += 1
    const line = text.endsWith('\r') ? text.slice(0, -1) : text
    return { number, text: line.slice(0, longest), cut: line.length > longest }
  }
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield lineOf(line)
    // One more than is taken, so that the cut still shows.
    if (rest.length > longest) rest = rest.slice(0, longest + 1)
  }
  rest += decoder.decode()
  if (rest !== '') yield lineOf(rest)
}
