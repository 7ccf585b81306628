/**
 * A process full of receivers that misbehave on purpose: hosts that go down and up, paths that answer by a list of
 * manners. It keeps a narrow record of each request, so that hundreds of thousands fit. Ends when its standard
 * input closes, which happens at the latest when the test ends.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Arrival, Certificate, Manner, PathScript } from './fault-receiver.ts'

/** Fifty megabytes that travel as fifty kilobytes. */
const BOMB = gzipSync(Buffer.alloc(50_000_000))
const CHUNK = 'x'.repeat(65_536)

interface Host {
  server: Server
  readonly port: number
  readonly sockets: Set<Socket>
}

const hosts: Host[] = []
const scripts = new Map<string, PathScript>()
const arrivals: Arrival[] = []
const arrivalsOf = new Map<string, number>()
const arrivalsAt = new Map<string, number>()
let connections = 0

function receive(req: IncomingMessage, res: ServerResponse): void {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('error', () => undefined)
  res.on('error', () => undefined)
  req.on('end', () => {
    const path = req.url ?? '/'
    const body = Buffer.concat(chunks)
    arrivalsAt.set(path, (arrivalsAt.get(path) ?? 0) + 1)
    if (scripts.get(path)?.counted) {
      res.end()
      return
    }
    const id = header(req, 'webhook-id') ?? ''
    const nth = (arrivalsOf.get(`${path} ${id}`) ?? 0) + 1
    arrivalsOf.set(`${path} ${id}`, nth)
    const script = scripts.get(path)
    const manner = concrete(nextManner(script), id, nth)
    arrivals.push({
      ...recordOf(req, body, script),
      path,
      id,
      act: manner.act ?? 'answer',
      status: manner.status ?? 200,
    })
    setTimeout(() => act(manner, req, res), manner.delayMs ?? 0)
  })
}

function recordOf(req: IncomingMessage, body: Buffer, script: PathScript | undefined) {
  let envelope: Record<string, unknown> = {}
  try {
    envelope = JSON.parse(body.toString())
  } catch {}
  const data = envelope.data as { user?: { id?: string } } | undefined
  return {
    number: arrivals.length + 1,
    at: performance.timeOrigin + performance.now(),
    type: String(envelope.type ?? ''),
    subject: data?.user?.id ?? null,
    sequence: typeof envelope.sequence === 'number' ? envelope.sequence : null,
    position: typeof envelope.position === 'number' ? envelope.position : 0,
    timestamp: Number(header(req, 'webhook-timestamp')),
    bytes: createHash('sha1').update(body).digest('hex').slice(0, 16),
    signedBy: signedBy(req, body, script?.secrets ?? []),
  }
}

const header = (req: IncomingMessage, name: string): string | undefined =>
  req.headersDistinct[name]?.join(', ')

/** Which of the secrets made one of the request's signatures (Standard Webhooks, `v1`), whatever its time. */
function signedBy(req: IncomingMessage, body: Buffer, secrets: readonly string[]): number[] {
  const signed = `${header(req, 'webhook-id')}.${header(req, 'webhook-timestamp')}.`
  const given = (header(req, 'webhook-signature') ?? '')
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'))
  return secrets.flatMap((secret, index) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    const right = createHmac('sha256', key).update(signed).update(body).digest()
    return given.some((one) => one.length === right.length && timingSafeEqual(one, right)) ? [index] : []
  })
}

function nextManner(script: PathScript | undefined): Manner {
  if (!script) return {}
  const next = script.manners.length > 1 ? script.manners.shift() : script.manners[0]
  return next ?? {}
}

/** Chance decided by the message and its number, so that a run can be repeated; and dates by the sender's clock. */
function concrete(manner: Manner, id: string, nth: number): Manner {
  if (manner.share === undefined) return manner
  const chance = createHash('sha1').update(`${id} ${nth}`).digest().readUInt32BE() / 2 ** 32
  return chance < manner.share ? { ...manner, status: manner.status ?? 500 } : {}
}

function act(manner: Manner, req: IncomingMessage, res: ServerResponse): void {
  const socket = req.socket
  res.statusCode = manner.status ?? 200
  for (const [name, value] of Object.entries(manner.headers ?? {})) res.setHeader(name, value)
  if (manner.retryAfterDate !== undefined) {
    const now = Number(header(req, 'webhook-timestamp')) * 1000
    res.setHeader('retry-after', new Date(now + manner.retryAfterDate * 1000).toUTCString())
  }
  const body = manner.echo ? JSON.stringify(req.headers) : (manner.body ?? '')
  switch (manner.act ?? 'answer') {
    case 'answer':
      res.end(body)
      return
    case 'hang':
      return
    case 'silence':
      res.setHeader('content-length', '1000')
      res.flushHeaders()
      return
    case 'drip': {
      res.setHeader('content-length', '1000000')
      res.flushHeaders()
      const drops = setInterval(() => res.write('.'), 1000)
      res.on('close', () => clearInterval(drops))
      return
    }
    case 'drip-head': {
      const head = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'
      let sent = 0
      const drops = setInterval(() => socket.write(head.charAt(sent++)), 1000)
      socket.on('close', () => clearInterval(drops))
      return
    }
    case 'endless': {
      const flow = () => {
        while (!socket.destroyed && res.write(CHUNK));
      }
      res.on('drain', flow)
      flow()
      return
    }
    case 'bomb':
      res.setHeader('content-encoding', 'gzip')
      res.end(BOMB)
      return
    case 'huge-header':
      res.setHeader('x-huge', 'x'.repeat(200_000))
      res.end()
      return
    case 'garbage':
      socket.end('this is not HTTP\r\n\r\n')
      return
    case 'reset':
      socket.resetAndDestroy()
      return
    case 'cut':
      res.setHeader('content-length', String(body.length + 1000))
      res.write(body, () => socket.resetAndDestroy())
      return
    case 'close-idle':
      // Says nothing of closing, and closes: the next request may already be on its way.
      res.end(body, () => setTimeout(() => socket.destroy(), 1))
      return
  }
}

function serve(certificate?: Certificate): Server {
  const options = { keepAliveTimeout: 30_000, maxHeaderSize: 65_536 }
  const server = certificate
    ? createTlsServer({ ...options, ...certificate }, receive)
    : createServer(options, receive)
  server.on('tlsClientError', () => undefined)
  return server
}

/** Opens a host on a port of its own, or again on the port it had. */
async function open(host: { server: Server; sockets: Set<Socket> }, port: number): Promise<number> {
  host.server.on('connection', (socket: Socket) => {
    connections += 1
    host.sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => host.sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    host.server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  return (host.server.address() as AddressInfo).port
}

async function close(host: Host): Promise<void> {
  const closed = new Promise((resolve) => host.server.close(resolve))
  for (const socket of host.sockets) socket.destroy()
  await closed
}

async function command(url: URL, body: unknown): Promise<unknown> {
  const asked = body as { certificate?: Certificate; script?: PathScript; up?: boolean } | undefined
  switch (url.pathname) {
    case '/arrivals': {
      const after = Number(url.searchParams.get('after'))
      return arrivals.slice(after, after + 50_000)
    }
    case '/count': {
      const path = url.searchParams.get('path')
      return { arrivals: path ? (arrivalsAt.get(path) ?? 0) : arrivals.length, connections }
    }
    case '/hosts': {
      const host = { server: serve(asked?.certificate), sockets: new Set<Socket>() }
      const port = await open(host, 0)
      hosts.push({ ...host, port })
      return { host: hosts.length - 1, port }
    }
    case '/host': {
      const host = hosts[Number(url.searchParams.get('host'))]
      if (!host) throw new Error('no such host')
      await close(host).catch(() => undefined)
      if (!asked?.up) return {}
      host.server = serve(asked.certificate)
      await open(host, host.port)
      return {}
    }
    default:
      scripts.set(url.pathname, asked?.script ?? { manners: [{}] })
      return {}
  }
}

const control = createServer((req, res) => {
  let text = ''
  req.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  req.on('end', () => {
    const body = text === '' ? undefined : JSON.parse(text)
    command(new URL(req.url ?? '/', 'http://control'), body).then(
      (answer) => res.setHeader('content-type', 'application/json').end(JSON.stringify(answer)),
      (error) => res.writeHead(500).end(String(error)),
    )
  })
})
control.listen(0, '127.0.0.1', () => {
  console.log(`control ${(control.address() as AddressInfo).port}`)
})
process.stdin.resume().on('close', () => process.exit(0))
