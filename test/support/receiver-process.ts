/**
 * A receiver of POSTs in a process of its own, so that nothing in the server under test can share its memory,
 * its event loop or its idea of what was sent. One port receives; the other is asked by the test. Ends when its
 * standard input closes, which happens at the latest when the test ends.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Answer, ReceivedRequest, Script } from './receiver.ts'

const requests: ReceivedRequest[] = []
let script: Script = { answers: [{}] }
let turn = 0
let connections = 0

const receiver = createServer({ keepAliveTimeout: 30_000 }, (req, res) => {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('error', () => undefined)
  req.on('end', () => {
    const answer = nextAnswer(req.url ?? '/')
    const body = Buffer.concat(chunks)
    requests.push({
      number: requests.length + 1,
      at: performance.timeOrigin + performance.now(),
      method: req.method ?? '',
      path: req.url ?? '/',
      headers: Object.fromEntries(
        Object.entries(req.headersDistinct).map(([name, all]) => [name, all?.join(', ') ?? '']),
      ),
      rawHeaders: req.rawHeaders,
      body: body.toString('utf8'),
      bodyBase64: body.toString('base64'),
      act: answer.act ?? 'answer',
      status: answer.status ?? 200,
    })
    setTimeout(() => act(answer, req, res), answer.delayMs ?? 0)
  })
})
receiver.on('connection', () => {
  connections += 1
})

/** The script of the path, or the general one; its last answer is repeated for ever. */
function nextAnswer(path: string): Answer {
  const own = script.paths?.[path]
  if (own) {
    const next = own.length > 1 ? own.shift() : own[0]
    return next ?? {}
  }
  const answers = script.answers
  const index = script.repeat ? turn % answers.length : Math.min(turn, answers.length - 1)
  turn += 1
  return answers[index] ?? {}
}

function act(answer: Answer, req: IncomingMessage, res: ServerResponse): void {
  const socket = req.socket
  res.on('error', () => undefined)
  res.statusCode = answer.status ?? 200
  for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value)
  const body = answer.body ?? ''
  switch (answer.act ?? 'answer') {
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
      const drops = setInterval(() => res.write('.'), answer.everyMs ?? 1000)
      res.on('close', () => clearInterval(drops))
      return
    }
    case 'endless': {
      const flow = () => {
        while (!socket.destroyed && res.write('x'.repeat(65_536)));
      }
      res.on('drain', flow)
      flow()
      return
    }
    case 'reset':
      socket.resetAndDestroy()
      return
    case 'cut':
      res.setHeader('content-length', String(body.length + 1000))
      res.write(body, () => socket.resetAndDestroy())
      return
  }
}

const control = createServer((req, res) => {
  const url = new URL(req.url ?? '/', 'http://control')
  const answer = (value: unknown) => {
    res.setHeader('content-type', 'application/json')
    res.end(JSON.stringify(value))
  }
  if (url.pathname === '/requests') return answer(requests.slice(Number(url.searchParams.get('after') ?? 0)))
  if (url.pathname === '/count') return answer({ requests: requests.length, connections })
  let text = ''
  req.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  req.on('end', () => {
    script = JSON.parse(text)
    turn = 0
    answer({})
  })
})

let ports: (number | undefined)[] = []
for (const server of [receiver, control]) {
  server.listen(0, '127.0.0.1', () => {
    ports = [receiver, control].map((one) => {
      const address = one.address()
      return typeof address === 'object' ? address?.port : undefined
    })
    if (ports.every((port) => port !== undefined)) console.log(`receiver ${ports[0]} control ${ports[1]}`)
  })
}
process.stdin.resume().on('close', () => process.exit(0))
