/** A developer's program as `gatepost listen` meets it: verifies each POST with SECRET and prints what it took. */
import { createServer } from 'node:http'
import { receiveEvents } from 'gatepost/receiver'

const print = (line: string) => process.stdout.write(`${line}\n`)
const door = receiveEvents({
  secrets: process.env.SECRET ?? '',
  take: ({ type, position, test = false, data }, request) => {
    const marked = request.headers['gatepost-test'] === '1'
    const user = 'user' in data ? data.user?.username : null
    print(`took ${JSON.stringify({ type, position, test, marked, user })}`)
  },
  refused: ({ code }) => print(`refused ${code}`),
})
createServer(door).listen(Number(process.env.PORT), '127.0.0.1', () => print('stand-in ready'))
