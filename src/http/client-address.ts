import type { Request } from 'express'
import ipaddr from 'ipaddr.js'
import { normalAddress } from '../lib/address-key.ts'

/**
 * The client's address in its shortest form, IPv4 out of `::ffff:` forms. Which header may name it is up to
 * GATEPOST_TRUST_PROXY; something that is no address falls back to the socket's.
 */
export function clientAddress(req: Request): string | undefined {
  return normalAddress(req.ip) ?? normalAddress(req.socket.remoteAddress)
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
