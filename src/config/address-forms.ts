/** The forms of address that settings may have. */
import { isIP } from 'node:net'

/** An http(s) address without path, query or user. */
export function isHttpAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  const plain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  return plain && (url.protocol === 'https:' || url.protocol === 'http:')
}

/** An https address that ends in a slash; on loopback http as well. */
export function isRangeAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, pathname, search, hash } = new URL(value)
  const safe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
  return safe && pathname.endsWith('/') && search === '' && hash === ''
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

export function isHops(text: string): boolean {
  return /^\d{1,2}$/.test(text)
}

/** One number of hops, or addresses and networks only; a network of 0 bits would trust everybody. */
export function namesProxies(parts: readonly string[]): boolean {
  return (parts.length === 1 && parts.every(isHops)) || parts.every(isNetwork)
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '1', ...more] = text.split('/')
  const family = /^[0-9a-f.:]+$/i.test(address) ? isIP(address) : 0
  const most = family === 4 ? 32 : 128
  return (
    family !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most
  )
}
