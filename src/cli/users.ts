import { type Command, Option } from 'commander'
import { exportUsersTo, importUsers } from '../compose/index.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Some lines were bad. The others are in, or would be. */
const BAD_LINES = 2

/** `gatepost users …` */
export function addUserCommands(program: Command, env: Env, print: (line: string) => void): void {
  const users = program.command('users').description('Users as files.')
  users
    .command('import')
    .argument('<file>', 'CSV with a first line of column names, or one JSON object a line')
    .option('--dry-run', 'write nothing; list every line that could not be imported')
    .option('--quiet', 'write the events, and send them to no webhook')
    .description('Import users. Bad lines are listed and left out; the exit code is 2 then.')
    .action(async (file: string, options: { dryRun?: boolean; quiet?: boolean }) => {
      const dryRun = options.dryRun === true
      const show = progressBar()
      const ended = await importUsers(env, {
        file,
        dryRun,
        quiet: options.quiet === true,
        progress: ({ state, handled, lines }) =>
          show(`${state === 'checking' ? 'Checking' : 'Importing'} ${handled} of ${lines}`),
        fault: ({ line, field, problem }) => {
          show('')
          print(field === 'line' ? `line ${line}: ${problem}` : `line ${line}, ${field}: ${problem}`)
        },
      })
      show('')
      const { lines, created, bad } = ended
      print(
        dryRun
          ? `${lines - bad} of ${lines} lines can be imported; ${bad} cannot.`
          : `${created} of ${lines} users were imported; ${bad} lines were left out.`,
      )
      if (bad > 0) process.exitCode = BAD_LINES
    })
  users
    .command('export')
    .option('--out <file>', 'a new file, readable by its owner alone; standard output unless given')
    .addOption(new Option('--format <format>').choices(['csv', 'jsonl']).default('csv'))
    .addOption(new Option('--status <status>').choices(['active', 'invited', 'blocked', 'deleting']))
    .option('--with-hashes', 'the hashes of the passwords too; guard the file as you guard the database')
    .description('Export users. That it happened is recorded.')
    .action(
      async (options: {
        out?: string
        format: 'csv' | 'jsonl'
        status?: 'active' | 'invited' | 'blocked' | 'deleting'
        withHashes?: boolean
      }) => {
        const { out, format, status, withHashes } = options
        const target = out === undefined ? { write: writeOut } : { file: out }
        await exportUsersTo(env, target, { format, status: status ?? null, withHashes: withHashes === true })
      },
    )
}

/** One line that is written over, where somebody looks at it. */
function progressBar(): (text: string) => void {
  if (!process.stderr.isTTY) return () => {}
  return (text) => process.stderr.write(`\r\u001b[K${text}`)
}

/** Waits for whoever reads, so that a slow reader of a long file costs no memory. */
function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
