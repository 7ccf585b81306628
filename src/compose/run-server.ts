import { setFlagsFromString } from 'node:v8'
import { Refusal, SettingsError, StartError } from '../domain/errors.ts'
import type { Env } from '../hooks/contract.ts'
import { type RunningServer, startServer } from './start-server.ts'

/** Node majors that the tests run on. */
const TESTED = [20, 22, 24]

/**
 * The server as a process: starts, says where it listens, stops on SIGTERM and SIGINT. What keeps it from
 * starting is said in words on stderr, with exit code 1.
 */
export async function runServer(env: Env): Promise<void> {
  try {
    refuseUntestedNode()
    keepHeapSmall()
    const server = await startServer(env)
    greet(server)
    stopOnSignals(server)
  } catch (error) {
    explainAndExit(error)
  }
}

/**
 * A busy engine makes much that is soon forgotten. V8 lets its heap double before it looks for that among the old
 * objects; at 60 % the process stays a quarter smaller under load, and looks rarely enough.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=60')
}

/** Says why a start failed: one sentence, or one line a setting. Anything else keeps its stack for a bug report. */
export function explainAndExit(error: unknown): never {
  if (error instanceof SettingsError)
    process.stderr.write(
      `These settings cannot be used:\n${error.faults.map((fault) => `  ${fault}\n`).join('')}`,
    )
  else if (error instanceof Refusal)
    process.stderr.write(`${[error.message, ...Object.values(error.fields)].join(' ')}\n`)
  else if (error instanceof StartError) process.stderr.write(`${error.message}\n`)
  else
    process.stderr.write(
      `Gatepost could not go on: ${error instanceof Error ? error.stack : String(error)}\n`,
    )
  process.exit(1)
}

function refuseUntestedNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (!TESTED.includes(major) || (major === 20 && minor < 19))
    throw new StartError(
      `Gatepost is tested on Node ${TESTED.join(', ')} (20.19 or newer); this is ${process.versions.node}.`,
    )
}

function greet({ config, port, setupLink }: RunningServer): void {
  if (port === undefined) process.stdout.write('Gatepost works without pages (GATEPOST_ROLES).\n')
  else
    process.stdout.write(
      `Gatepost listens on http://${config.host}:${port} and is reached at ${config.url}\n`,
    )
  // The link opens everything, so it goes to the terminal alone and never into the process log.
  if (setupLink)
    process.stdout.write(
      `\nNobody may open the console yet. To become its first operator, open this within 30 minutes:\n  ${setupLink}\n\n`,
    )
  if (config.production && !config.smtpUrl)
    process.stdout.write(
      'SMTP_URL is not set: no mail goes out, so addresses cannot be proven and passwords not reset.\n',
    )
}

/** Beyond the grace: what was cut is recorded, leases are handed back, connections end. */
const CLOSING_MS = 5000

/** The first signal ends the server within its grace; a second one, or an ending that hangs, ends it at once. */
function stopOnSignals(server: RunningServer): void {
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => {
      process.stderr.write('Gatepost did not end within its grace and stops now; nothing is lost.\n')
      process.exit(1)
    }, server.config.graceMs + CLOSING_MS).unref()
    server.stop().then(
      () => process.exit(0),
      (error) => explainAndExit(error),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
