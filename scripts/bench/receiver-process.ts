/**
 * The one receiver of a benchmark, in a process of its own: answers each POST with 200 and remembers when it saw
 * which `webhook-id` first. Prints its port; ends when its standard input closes.
 */
import { createServer } from 'node:http'
import { now } from './time.ts'

const ANSWER = JSON.stringify({ received: true })

let seen = new Map<string, number>()
let requests = 0
let waiting: { count: number; tell(): void }[] = []

const server = createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
  if (req.method === 'GET') {
    const url = new URL(req.url ?? '/', 'http://127.0.0.1')
    if (url.pathname === '/reset') {
      seen = new Map()
      requests = 0
      waiting = []
      res.end()
    } else if (url.pathname === '/wait') {
      waiting.push({ count: Number(url.searchParams.get('count')), tell: () => res.end() })
      tellThose()
    } else {
      res.end(JSON.stringify({ requests, seen: url.pathname === '/seen' ? [...seen] : seen.size }))
    }
    return
  }
  req.on('end', () => {
    requests += 1
    const id = req.headers['webhook-id']
    if (typeof id === 'string') {
      // One event goes to many endpoints: each has a path of its own.
      const key = req.url === '/oa' ? id : `${id} ${req.url}`
      if (!seen.has(key)) seen.set(key, now())
    }
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length })
    res.end(ANSWER)
    if (waiting.length > 0) tellThose()
  })
  req.resume()
})

function tellThose(): void {
  const there = waiting.filter(({ count }) => seen.size >= count)
  if (there.length === 0) return
  waiting = waiting.filter((one) => !there.includes(one))
  for (const { tell } of there) tell()
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(`receiver ${typeof address === 'object' ? address?.port : ''}`)
})
process.stdin.resume().on('end', () => process.exit(0))
