/** One message of a stream of server-sent events; an id without data only moves the cursor on. */
export interface StreamMessage {
  readonly id?: string
  readonly event?: string
  readonly data?: string
}

/**
 * The messages of a stream (HTML standard, "Interpreting an event stream"), as far as Gatepost sends them: single lines
 * that end in a line feed. Ends when the stream does; a message that was cut off is not given out.
 */
export async function* readMessages(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamMessage> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const message = fieldsOf(block)
      if (message.id !== undefined || message.data !== undefined) yield message
    }
  }
}

function fieldsOf(block: string): StreamMessage {
  const fields = block.split('\n').map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
  })
  return Object.fromEntries(fields)
}
