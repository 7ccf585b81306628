import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from './wait.ts'

/** The root of the repository, with a slash at the end. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Where scripts/test.mjs has bundled the programs of its run, each at its place in the tree. */
const bundles = process.env.GATEPOST_TEST_PROGRAMS

/** What Node runs for a program of this tree: `dist/src/main.js`, or a file of the tests that ends in `-process.ts`. */
export function programOf(file: string): readonly string[] {
  if (bundles !== undefined) return [join(bundles, file.replace(/\.ts$/, '.js'))]
  return file.startsWith('dist')
    ? [join(ROOT, file)]
    : ['--conditions=source', '--import', 'tsx', join(ROOT, file)]
}

/** A Node process of a test, and everything it has printed. */
export interface Child {
  readonly pid: number
  /** Standard output and errors in the order they came. */
  output(): string
  /** Undefined while it runs; afterwards its exit code, or the name of the signal that ended it. */
  ended(): number | NodeJS.Signals | undefined
  /** Ends it by the signal and waits until it is gone; does nothing when it is gone already. */
  end(signal?: NodeJS.Signals): Promise<void>
  /** Waits until it has printed what `pattern` finds; throws with the whole output when it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
}

const running = new Set<ChildProcess>()
// A test that fails half-way must not leave servers behind.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts `node ARGS` with exactly this environment on top of PATH and HOME. */
export function startNode(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  options: SpawnOptions = {},
): Child {
  const { PATH, HOME, TMPDIR } = process.env
  const child = spawn(process.execPath, [...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: { PATH, HOME, TMPDIR, NODE_ENV: 'test', ...env },
  })
  running.add(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  const gone = once(child, 'close').then(() => running.delete(child))
  const ended = () => child.signalCode ?? child.exitCode ?? undefined
  return {
    pid: child.pid ?? 0,
    output: () => text,
    ended,
    async end(signal = 'SIGTERM') {
      if (ended() === undefined) child.kill(signal)
      await gone
    },
    async printed(pattern) {
      const found = await until(`node ${args[0]} prints ${pattern}`, () => {
        const match = pattern.exec(text)
        if (match) return match
        return ended() === undefined ? undefined : 'ended'
      })
      if (found === 'ended')
        throw new Error(`node ${args.join(' ')} ended (${ended()}) before ${pattern}:\n${text}`)
      return found
    },
  }
}

/** Runs `node ARGS` to its end; answers its exit code and what it printed. */
export async function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  { timeoutMs = 90_000 } = {},
): Promise<{ code: number | NodeJS.Signals | undefined; output: string }> {
  const child = startNode(args, env)
  const code = await until(`node ${args.join(' ')} ends`, () => child.ended(), { timeoutMs })
  await child.end()
  return { code, output: child.output() }
}

/** A port of the loopback that was free a moment ago, for a server that must know its address beforehand. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('a listening server has no port')
  return address.port
}
