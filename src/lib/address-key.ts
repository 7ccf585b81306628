import ipaddr from 'ipaddr.js'

/** The address in its shortest form, IPv4 out of `::ffff:` forms; undefined for what is no address. */
export function normalAddress(text: string | undefined): string | undefined {
  const bare = (text ?? '').replace(/%.*$/, '')
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : undefined
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
