/**
 * The address guard: requests go to global unicast addresses and to what `GATEPOST_WEBHOOK_ALLOW` names, and
 * nowhere else, or a webhook would open the operator's own network to whoever may configure one.
 */
import { promises as dns, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { type Address, type AllowList, inNetworks, parseAddress } from '../endpoint/allow-list.ts'

const SETTING = 'GATEPOST_WEBHOOK_ALLOW'

/** A destination that the guard refused; the message is for the operator. Nothing was sent. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress'
  readonly code = 'GATEPOST_FORBIDDEN_ADDRESS'
}

/** All addresses of a host name. Rejects as `dns.lookup` does. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

export interface Guard {
  /** For saving: what is wrong with a URL as it stands, without asking a name server; undefined when nothing is. */
  checkUrl(url: string): string | undefined
  /** As `checkUrl`, and resolves the name. A name that does not resolve passes: it may come to be later. */
  resolveUrl(url: string): Promise<string | undefined>
  /** What forbids a connection of `hostname` to `address`; undefined when nothing does. `plain` is http without TLS. */
  judge(address: string, hostname: string, plain: boolean): string | undefined
  /** A `lookup` for `net.connect` that fails when any of the answers is forbidden. */
  lookup(plain: boolean): LookupFunction
}

/**
 * Where clouds hand out credentials to whoever asks from inside. They open only when named exactly, since a
 * network such as 169.254.0.0/16 is easily written without thinking of them. One of them is a public address.
 */
const METADATA: ReadonlySet<string> = new Set(
  [
    ...['169.254.169.254', 'fd00:ec2::254', 'fd20:ce::254'], // AWS, Azure, Google and most others
    ...['169.254.170.2', '169.254.170.23', 'fd00:ec2::23'], // AWS containers
    ...['100.100.100.200', '169.254.0.23'], // Alibaba, Tencent
    ...['192.0.0.192', '168.63.129.16'], // Oracle, Azure
    ...['169.254.42.42', 'fd00:42::42'], // Scaleway
  ].map((address) => ipaddr.parse(address).toString()),
)

/** The global unicast block, RFC 4291 §2.4 as assigned by IANA. */
const GLOBAL_UNICAST: readonly [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]

const KIND: Readonly<Record<string, string>> = {
  private: 'a private address',
  uniqueLocal: 'a private address',
  loopback: 'a loopback address',
  linkLocal: 'a link-local address',
  carrierGradeNat: 'a shared address of a provider',
  multicast: 'a multicast address',
}

const resolveName: Resolve = (hostname) => dns.lookup(hostname, { all: true })

/** A guard over the operator's list. `resolve` is the system's resolver unless a test brings another. */
export function createGuard(allow: AllowList, resolve: Resolve = resolveName): Guard {
  const judge: Guard['judge'] = (text, hostname, plain) => {
    const address = parseAddress(text)
    if (!address) return `${text} is not an address.`
    const normal = address.toString()
    const host = hostName(hostname)
    const is = (what: string) =>
      parseAddress(host) ? `${host} is ${what}` : `${host} leads to ${normal}, ${what}`
    if (isMetadata(address) && !allow.addresses.has(normal)) {
      return `${is('a metadata address of a cloud')}. It opens only when ${SETTING} names it exactly.`
    }
    const listed = allow.addresses.has(normal) || allow.hosts.has(host) || inNetworks(address, allow.networks)
    if (listed) return undefined
    if (!isPublic(address)) {
      const kind = KIND[address.range()] ?? 'not a public address'
      return `${is(kind)}. Allow it in ${SETTING}, or use a public one.`
    }
    return plain ? plainRefused(host) : undefined
  }

  const checkUrl: Guard['checkUrl'] = (text) => {
    if (!URL.canParse(text)) return 'This is not a URL. Write it whole, as https://oa.example.org/hooks.'
    const url = new URL(text)
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'Events travel over https:// only.'
    if (url.username !== '' || url.password !== '') {
      return 'A URL may not hold a user name or a password. Set them as basic authentication.'
    }
    const hostname = hostName(url.hostname)
    const plain = url.protocol === 'http:'
    if (parseAddress(hostname)) return judge(hostname, hostname, plain)
    if (hostname === 'localhost' || hostname.endsWith('.localhost'))
      return judge('127.0.0.1', hostname, plain)
    // With networks on the list a name may lead into one: that is known when it is resolved.
    if (plain && !allow.hosts.has(hostname) && allow.networks.length === 0 && allow.addresses.size === 0) {
      return plainRefused(hostname)
    }
    return undefined
  }

  return {
    judge,
    checkUrl,
    async resolveUrl(text) {
      const refused = checkUrl(text)
      if (refused) return refused
      const url = new URL(text)
      const hostname = hostName(url.hostname)
      if (parseAddress(hostname)) return undefined
      const answers = await resolve(hostname).catch(() => [])
      return firstRefusal(answers, (address) => judge(address, hostname, url.protocol === 'http:'))
    },
    lookup: (plain) => (hostname, options, callback) => {
      resolve(hostname).then(
        (answers) => {
          const refused = firstRefusal(answers, (address) => judge(address, hostname, plain))
          if (refused) return callback(new ForbiddenAddress(refused), [])
          const family = Number(options.family ?? 0)
          const usable = answers.filter((answer) => family === 0 || answer.family === family)
          const [first] = usable
          if (!first)
            return callback(Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' }), [])
          return options.all ? callback(null, usable.slice()) : callback(null, first.address, first.family)
        },
        (error: NodeJS.ErrnoException) => callback(error, []),
      )
    },
  }
}

/** One forbidden answer forbids them all: which one is taken is not ours to say. */
function firstRefusal(
  answers: readonly LookupAddress[],
  judge: (address: string) => string | undefined,
): string | undefined {
  for (const { address } of answers) {
    const refused = judge(address)
    if (refused) return refused
  }
  return undefined
}

function plainRefused(hostname: string): string {
  return `http:// goes only to hosts and addresses in ${SETTING}. Use https://, or allow ${hostname} there.`
}

/** Lower-cased, without brackets and without the dot of the root. */
function hostName(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false
  // ipaddr.js calls anything unassigned unicast, 4000::1 for one.
  return address.kind() === 'ipv4' || address.match(...GLOBAL_UNICAST)
}

/** Also inside NAT64 (RFC 6052) and 6to4 (RFC 3056), for whom a network of those is allowed. */
function isMetadata(address: Address): boolean {
  if (METADATA.has(address.toString())) return true
  if (address.kind() === 'ipv4') return false
  const bytes = address.toByteArray()
  const inner =
    address.range() === 'rfc6052' ? bytes.slice(12) : address.range() === '6to4' ? bytes.slice(2, 6) : []
  return inner.length === 4 && METADATA.has(inner.join('.'))
}
