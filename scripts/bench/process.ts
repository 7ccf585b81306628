import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { pause } from './time.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A process of the benchmark. */
export interface Running {
  readonly pid: number
  /** Resolves with the match once it has printed that; throws when it ended before. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** The end of what it printed. */
  said(): string
  kill(): Promise<void>
  /** Resolves when it has ended by itself. */
  ended(): Promise<void>
  /** Closes its standard input and asks it to end. */
  end(): Promise<void>
}

/** Starts a TypeScript file, or any command, as a process of its own. */
export async function start(
  name: string,
  what: URL | readonly string[],
  env: Readonly<Record<string, string>> = {},
  hear: (text: string) => void = () => {},
): Promise<Running> {
  const [command = '', ...args] =
    what instanceof URL
      ? [process.execPath, '--conditions=source', '--import', 'tsx', fileURLToPath(what)]
      : what
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let text = ''
  const keep = (chunk: string) => {
    text = (text + chunk).slice(-20_000)
    hear(chunk)
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  await once(child, 'spawn')
  return {
    pid: child.pid ?? 0,
    async says(pattern) {
      for (;;) {
        const match = pattern.exec(text)
        if (match) return match
        if (gone(child)) throw new Error(`${name} ended before it was ready:\n${text}`)
        await pause(5)
      }
    },
    said: () => text,
    kill: () => end(child, 'SIGKILL'),
    async end() {
      if (gone(child)) return
      const closed = once(child, 'close')
      child.stdin.end()
      const late = setTimeout(
        () => child.kill(args.some((arg) => arg.endsWith('.mjs')) ? 'SIGKILL' : 'SIGTERM'),
        500,
      )
      await closed
      clearTimeout(late)
    },
    async ended() {
      if (!gone(child)) await once(child, 'close')
    },
  }
}

const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (gone(child)) return
  const closed = once(child, 'close')
  child.kill(signal)
  await closed
}

/** What processes have used: CPU time in seconds since their start, and the most memory at once in MB. */
export interface Usage {
  readonly cpuSeconds: number
  readonly peakMb: number
}

const TICKS = 100

/** The sum over these processes and all below them (Linux: /proc). */
export function usageOf(pids: readonly number[]): Usage {
  let cpuSeconds = 0
  let peakMb = 0
  for (const pid of withChildren(pids)) {
    const stat = read(`/proc/${pid}/stat`)
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // proc(5): utime and stime, fields 14 and 15.
    cpuSeconds += (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS
    peakMb += Number(/^VmHWM:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024
  }
  return { cpuSeconds, peakMb }
}

function withChildren(pids: readonly number[]): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1]
    if (parent) parents.set(Number(name), Number(parent))
  }
  const all = new Set(pids)
  for (let grown = true; grown; ) {
    grown = false
    for (const [pid, parent] of parents)
      if (all.has(parent) && !all.has(pid)) {
        all.add(pid)
        grown = true
      }
  }
  return [...all]
}

/** A process may end while it is looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
