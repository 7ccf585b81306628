/** Opaque cursors of lists: base64url of a JSON array, so that nobody builds on what is inside. */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The parts of a cursor, or undefined when it was not made by `encodeCursor`. */
export function decodeCursor(cursor: string): readonly (string | number)[] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const plain = (part: unknown): part is string | number =>
      typeof part === 'string' || Number.isSafeInteger(part)
    return Array.isArray(parts) && parts.every(plain) ? parts : undefined
  } catch {
    return undefined
  }
}
