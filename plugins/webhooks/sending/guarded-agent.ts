/** The HTTP client that webhooks are sent with: every connection passes the address guard. */
import { isIP } from 'node:net'
import { rootCertificates } from 'node:tls'
import { Agent, buildConnector } from 'undici'
import { ForbiddenAddress, type Guard } from './guard.ts'

/** A response's headers may take this much; more is cut off as `too_large`. */
export const MAX_RESPONSE_HEADERS = 16_384

/** A host that does not take a connection for this long is not there. */
const CONNECT_TIMEOUT_MS = 10_000

/** Under the 5 s after which Node.js servers close idle connections, so that a request seldom meets a closing one. */
const KEEP_ALIVE_MS = 4_000

export interface AgentOptions {
  readonly guard: Guard
  /** Certificates in PEM form that are trusted beside the well-known authorities. */
  readonly ca?: string | null
}

/**
 * An agent that connects to no forbidden address. The guard speaks three times: on a literal address, for which
 * `net.connect` never asks `lookup`; on every answer of the resolver; and on the address that the socket reached.
 */
export function createGuardedAgent({ guard, ca }: AgentOptions): Agent {
  const connectorFor = (plain: boolean) =>
    buildConnector({
      lookup: guard.lookup(plain),
      timeout: CONNECT_TIMEOUT_MS,
      allowH2: false,
      rejectUnauthorized: true,
      ...(ca ? { ca: [...rootCertificates, ca] } : {}),
    })
  const [connectPlain, connectTls] = [connectorFor(true), connectorFor(false)]
  const connect: buildConnector.connector = (options, callback) => {
    const plain = options.protocol === 'http:'
    const { hostname } = options
    const refused = isIP(hostname) === 0 ? undefined : guard.judge(hostname, hostname, plain)
    if (refused) {
      process.nextTick(callback, new ForbiddenAddress(refused), null)
      return
    }
    const connector = plain ? connectPlain : connectTls
    connector(options, (error, socket) => {
      if (!socket) return callback(error ?? new Error('no socket'), null)
      const reached = guard.judge(socket.remoteAddress ?? '', hostname, plain)
      if (!reached) return callback(null, socket)
      socket.destroy()
      return callback(new ForbiddenAddress(reached), null)
    })
  }
  return new Agent({
    connect,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: 60_000,
    maxHeaderSize: MAX_RESPONSE_HEADERS,
    // The sender bounds every request as a whole; undici's own timers see a single read at best.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

/** One agent for each certificate authority in use; all others share one and its connections. */
export interface Agents {
  for(ca: string | null): Agent
  close(): Promise<void>
}

export function createAgents(guard: Guard): Agents {
  const agents = new Map<string | null, Agent>()
  return {
    for(ca) {
      const agent = agents.get(ca) ?? createGuardedAgent({ guard, ca })
      agents.set(ca, agent)
      return agent
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()))
    },
  }
}
