import { createHash } from 'node:crypto'
import type { Request } from 'express'
import { Refusal } from '../../domain/errors.ts'

/** Version, a dot, and a digest of the body: other bytes have another tag, as a strong one promises. */
export function entityTag(version: string, text: string): string {
  return `"${version}.${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"`
}

/** Throws `precondition_failed` unless the version that is there is one that the caller names. */
export type Seen = (version: string) => void

/**
 * What `If-Match` asks for (RFC 9110 §13.1.1). A tag counts by its version alone: figures that change by themselves,
 * such as the health of a webhook, are no lost update. Weak tags never match.
 */
export function seenBy(req: Request): Seen {
  const header = req.get('if-match')?.trim()
  if (header === undefined || header === '*') return () => {}
  const versions = new Set(
    [...header.matchAll(/(W\/)?"([\w-]+)\.[\w-]+"/g)].map(([, weak, version]) => !weak && version),
  )
  return (version) => {
    if (!versions.has(version)) throw new Refusal('precondition_failed')
  }
}

/** What compares no versions must not pass over the wish to compare them. */
export function refuseIfMatch(req: Request): void {
  if (req.method === 'GET' || req.method === 'HEAD' || req.get('if-match') === undefined) return
  throw new Refusal('precondition_failed', {
    message: 'This operation compares no versions. Send it without If-Match.',
  })
}
