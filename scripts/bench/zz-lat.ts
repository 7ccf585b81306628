import { openGatepost } from './gatepost.ts'
import { start } from './process.ts'
import { startReceiver } from './receiver.ts'
import { committedAt, quantile } from './time.ts'

const receiver = await startReceiver()
const g = await openGatepost()
await g.addEndpoint(`${receiver.url}/oa`)
const env = { ...(g as never as { env: Record<string, string> }).env }
const lines: string[] = []
const cmd = [
  process.execPath,
  ...(process.env.ARGS ?? '').split(' ').filter(Boolean),
  '--conditions=source',
  '--import',
  'tsx',
  new URL('steady-process.ts', import.meta.url).pathname,
]
const p = await start(
  'x',
  cmd,
  { ...env, PORT: '3000', COUNT: '2000', RATE: process.env.RATE ?? '200', USERS: '5000' },
  (t) => lines.push(t),
)
await p.says(/^done$/m)
await p.end()
const text = lines.join('')
console.log(
  text
    .split('\n')
    .filter((l) => l.startsWith('T '))
    .join('\n'),
)
const committed = committedAt(text)
const seen = await receiver.seen()
const took = [...committed].slice(1000).flatMap(([id, at]) => {
  const a = seen.get(id)
  return a === undefined ? [] : [a - at]
})
console.log(took.length, quantile(took, 0.5), quantile(took, 0.99))
await g.close()
process.exit(0)
