import type { Request } from 'express'
import ipaddr from 'ipaddr.js'

/**
 * The client's address in its shortest form, IPv4 out of `::ffff:` forms. Which header may name it is up to
 * GATEPOST_TRUST_PROXY; something that is no address falls back to the socket's.
 */
export function clientAddress(req: Request): string | undefined {
  return normalAddress(req.ip) ?? normalAddress(req.socket.remoteAddress)
}

/** Under which key an address is limited: IPv4 alone, IPv6 by /64, since one household owns that many. */
export function addressKey(address: string | undefined): string {
  const normal = normalAddress(address)
  if (!normal) return 'unknown'
  const parsed = ipaddr.parse(normal)
  if (parsed.kind() === 'ipv4') return normal
  const bytes = parsed.toByteArray()
  return `${ipaddr.fromByteArray([...bytes.slice(0, 8), 0, 0, 0, 0, 0, 0, 0, 0]).toString()}/64`
}

/** Whether the request came straight from this machine, with no proxy in between that spoke of another one. */
export function isDirectLoopback(req: Request): boolean {
  const forwarded = [
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-real-ip',
    'via',
  ]
  if (forwarded.some((name) => req.headers[name] !== undefined)) return false
  const socket = normalAddress(req.socket.remoteAddress)
  return socket !== undefined && ipaddr.parse(socket).range() === 'loopback'
}

/** Whether the `Host` header names this machine itself; a page of another site that resolves to 127.0.0.1 does not. */
export function namesLoopback(req: Request): boolean {
  const name = (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]'
}

function normalAddress(text: string | undefined): string | undefined {
  const bare = (text ?? '').replace(/%.*$/, '')
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : undefined
}
