#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander'
import { addUserCommands } from './cli/users.ts'
import {
  createKey,
  createPair,
  explainAndExit,
  listKeys,
  makeOperator,
  migrateOnly,
  moveInstallation,
  resetOperator,
  revokeKey,
  runServer,
} from './compose/index.ts'
import { listen, trigger } from './listen/index.ts'

/** The `gatepost` command. It reads the same settings as the server and may run beside it. */
const program = new Command('gatepost').description('An identity server whose events never get lost.')
const print = (line: string) => process.stdout.write(`${line}\n`)
const env = process.env

const day = (text: string): number => {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new InvalidArgumentError('Write a date such as 2027-01-31.')
  if (at <= Date.now()) throw new InvalidArgumentError('That date has passed.')
  return at
}
const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
interface KeyFlags {
  readonly name: string
  readonly scope?: string[]
  readonly expires?: number
  readonly genauth?: boolean
  readonly json?: boolean
}
type MadeKey = Awaited<ReturnType<typeof createKey>>

function keyObject({ key: { id, kind, name, scopes, expiresAt }, secret }: MadeKey): object {
  const secrets = kind === 'access' ? { accessKeyId: id, accessKeySecret: secret } : { key: secret }
  return { id, name, scopes, expiresAt, ...secrets }
}

function keySentence({ key: { id, kind, scopes }, secret }: MadeKey): string {
  if (kind === 'access') return `accessKeyId ${id}, accessKeySecret, shown this once: ${secret}`
  return `Key ${id} (${scopes.join(', ')}), shown this once: ${secret}`
}

const count = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Write a whole number.')
  return Number(text)
}
const webUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError('Write an address that begins with http:// or https://.')
  // No request can be made to one, and it would stand in lists of processes.
  if (url.username !== '' || url.password !== '')
    throw new InvalidArgumentError('Leave out the user name and the password.')
  return url
}
const shown = (at: number | null): string => (at === null ? 'never' : new Date(at).toISOString().slice(0, 16))

program
  .command('start')
  .description('Run the server.')
  .action(() => runServer(env))

program
  .command('migrate')
  .option('--to <address>', 'move the SQLite installation to this empty PostgreSQL database')
  .description('Bring the database up to date, or move it.')
  .action(async ({ to }: { to?: string }) => {
    if (to === undefined) {
      await migrateOnly(env)
      print('The database is up to date.')
      return
    }
    const { moved, kept } = await moveInstallation(env, to)
    for (const { table, rows, sum } of moved) print(`${table}: ${rows} rows, sum ${sum.slice(0, 16)}`)
    print('Everything arrived as it was sent. From now on set DATABASE_URL to that address, with the same')
    print(`GATEPOST_MASTER_KEY, or master.key in the data folder. The SQLite file is kept as ${kept}.`)
  })

const key = program.command('key').description('Keys of the JSON API and of the GenAuth API.')
key
  .command('create')
  .requiredOption('--name <name>', 'what it is for')
  .option('--scope <scopes>', 'comma-separated; all unless given', list)
  .option('--expires <date>', 'the day it ends', day)
  .addOption(new Option('--genauth', 'make a pair for the GenAuth API').conflicts('scope'))
  .option('--json', 'print an object')
  .description('Make a key. It is printed once, as the last word.')
  .action(async (options: KeyFlags) => {
    const { name, expires: expiresAt } = options
    const made = options.genauth
      ? await createPair(env, { name, expiresAt })
      : await createKey(env, { name, scopes: options.scope, expiresAt })
    if (options.json) print(JSON.stringify(keyObject(made)))
    else print(keySentence(made))
  })
key
  .command('list')
  .option('--json', 'print an array')
  .description('List the keys, without the secrets.')
  .action(async (options: { json?: boolean }) => {
    const keys = await listKeys(env)
    if (options.json) {
      print(JSON.stringify(keys))
      return
    }
    if (keys.length === 0) print('There is no key.')
    for (const { id, kind, name, scopes, expiresAt, lastUsedAt, revokedAt } of keys)
      print(
        `${id}  ${name}  ${kind === 'access' ? 'GenAuth API' : scopes.join(',')}  expires ${shown(expiresAt)}  last used ${shown(lastUsedAt)}${revokedAt === null ? '' : '  revoked'}`,
      )
  })
key
  .command('revoke')
  .argument('<id>', 'key_…')
  .description('End a key at once.')
  .action(async (id: string) => {
    const { name } = await revokeKey(env, id)
    print(`The key ${name} opens nothing any more.`)
  })

/** The server that a command asks from outside, and the key it asks with. */
const remote = (command: Command): Command =>
  command
    .addOption(
      new Option('--url <url>', 'the server')
        .env('GATEPOST_URL')
        .default('http://localhost:3000')
        .argParser(webUrl),
    )
    .addOption(
      new Option('--key <key>', 'an API key with events:read').env('GATEPOST_API_KEY').makeOptionMandatory(),
    )
interface Remote {
  readonly url: URL | string
  readonly key: string
}

remote(program.command('listen'))
  .requiredOption('--forward-to <url>', 'where your program takes events', webUrl)
  .option('--types <types>', 'names and patterns, comma-separated; everything unless given')
  .option('--after <position>', 'begin after this position of the log instead of now', count)
  .option('--hours <hours>', 'how long to listen; 8 unless given', count)
  .description('Bring events to a program on this machine, over an outgoing connection.')
  .action(async (options: Remote & { forwardTo: URL; types?: string; after?: number; hours?: number }) => {
    const { url, hours, ...rest } = options
    const stop = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
    const seconds = hours === undefined ? undefined : hours * 3600
    await listen({ ...rest, url: String(url), seconds }, print, stop.signal)
  })
remote(program.command('trigger'))
  .argument('<type>', 'the type of event, as user.registered')
  .option('--to <listeners>', 'comma-separated; all of this key unless given', list)
  .description('Send a made-up event to who listens with this key, and to nobody else.')
  .action(async (type: string, { url, key, to }: Remote & { to?: string[] }) => {
    const listeners = await trigger({ url: String(url), key, type, to })
    print(`${type} is on its way to ${listeners.join(', ')}, marked as a test.`)
  })

const operator = program.command('operator').description('People who may open the console.')
operator
  .command('create')
  .option('--email <address>')
  .option('--username <name>')
  .option('--name <name>')
  .option('--password-stdin', 'read the password from standard input instead of making one up')
  .description('Make an operator.')
  .action(async (options: { email?: string; username?: string; name?: string; passwordStdin?: boolean }) => {
    const { passwordStdin, ...who } = options
    const password = passwordStdin ? await readPassword() : undefined
    const made = await makeOperator(env, { ...who, ...(password ? { password } : {}) })
    print(
      password
        ? `Operator ${made.id} was made.`
        : `Operator ${made.id} was made. Password, shown this once: ${made.password}`,
    )
  })
operator
  .command('reset')
  .argument('<name>', 'username or e-mail')
  .option('--password-stdin', 'read the password from standard input instead of making one up')
  .description('Give an operator a new password and remove their second factor.')
  .action(async (identifier: string, options: { passwordStdin?: boolean }) => {
    const password = options.passwordStdin ? await readPassword() : undefined
    const made = await resetOperator(env, identifier, password)
    print(password ? 'The password is new.' : `The new password, shown this once: ${made.password}`)
  })

addUserCommands(program, env, print)

async function readPassword(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin) text += chunk
  return text.replace(/\r?\n$/, '')
}

await program.parseAsync().catch(explainAndExit)
