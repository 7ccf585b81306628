/** `GATEPOST_WEBHOOK_ALLOW`: the addresses beyond the public ones that events may go to. */
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import ipaddr from 'ipaddr.js'

export type Address = ipaddr.IPv4 | ipaddr.IPv6

/** What the operator allowed; empty allows nothing beyond public addresses. */
export interface AllowList {
  /** Single addresses, normalized. */
  readonly addresses: ReadonlySet<string>
  readonly networks: readonly (readonly [Address, number])[]
  /** Host names, lower-cased, without a dot at the end. */
  readonly hosts: ReadonlySet<string>
}

export const ALLOW_NOTHING: AllowList = { addresses: new Set(), networks: [], hosts: new Set() }

/** Host names as the URL parser leaves them: LDH labels, underscores as some networks use them. */
const HOST = /^(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/

/** Reads the entries of the setting. `faults` names each entry that is none, in words. */
export function parseAllowList(entries: readonly string[]): { allow: AllowList; faults: string[] } {
  const addresses = new Set<string>()
  const networks: (readonly [Address, number])[] = []
  const hosts = new Set<string>()
  const faults: string[] = []
  for (const entry of entries) {
    const address = parseAddress(entry)
    const network = parseNetwork(entry)
    const host = domainToASCII(entry.replace(/\.$/, ''))
    if (address) addresses.add(address.toString())
    // A network of one address names that address exactly, as the metadata addresses ask for.
    else if (network && network[1] === network[0].toByteArray().length * 8)
      addresses.add(network[0].toString())
    else if (network) networks.push(network)
    else if (HOST.test(host) && !/^[\d.]+$/.test(host)) hosts.add(host)
    else faults.push(`“${entry}” is neither an address, a network such as 10.0.0.0/8, nor a host name`)
  }
  return { allow: { addresses, networks, hosts }, faults }
}

/**
 * An address in its one normal form: zone cut off, IPv4 taken out of its IPv6 wrappings (RFC 4291 §2.5.5).
 * Undefined when the text is no plain IP address; shorthands such as 127.1 are none.
 */
export function parseAddress(text: string): Address | undefined {
  const plain = text.replace(/%.*$/, '')
  return isIP(plain) === 0 ? undefined : ipaddr.process(plain)
}

function parseNetwork(text: string): readonly [Address, number] | undefined {
  const [base = '', bits = ''] = text.split('/')
  if (isIP(base) === 0 || !/^\d{1,3}$/.test(bits)) return undefined
  const address = ipaddr.process(base)
  // An IPv4 network written in its IPv6 wrapping counts the 96 bits of the wrapping as well.
  const wrapped = isIP(base) === 6 && address.kind() === 'ipv4' ? 96 : 0
  const length = Number(bits) - wrapped
  return length >= 0 && length <= address.toByteArray().length * 8 ? [address, length] : undefined
}

/** Whether a network holds an address; those of the other family never do. */
export function inNetworks(address: Address, networks: AllowList['networks']): boolean {
  return networks.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits))
}
