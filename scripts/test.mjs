// Runs everything that decides whether the tree is good: types, lint, then every test file, then most of those that
// need a database once more on PostgreSQL, and prints the closing line `N passed, N failed` over all of it. A failed
// step counts as one failure. `--only PATTERN` runs the test files whose path holds PATTERN, on SQLite, and neither
// types nor lint. `--postgres` runs all that need a database on PostgreSQL alone (with `--only PATTERN`, some of them).
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compile, compilePrograms } from './compile.mjs'
import { databaseSuites } from './database-suites.mjs'
import { startCluster } from './test-cluster.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = process.execPath
/** A hung test, or process of tests, fails after this long instead of holding up the run for ever. */
const TEST_TIMEOUT_MS = 900_000
/** Two files at a time: more of them make browsers and crash tests wait for the processor, not for the code. */
const FILES_AT_ONCE = 2
/** Too long to run twice each time, or no matter of the database: one journey goes all the way, and test/nodes plays faults on PostgreSQL. */
const ON_POSTGRES_BY_ITSELF = [
  /^test\/(examples|faults|hashing|lib)\//,
  /^test\/journeys\/(?!thread\b)/,
  // What a page looks like, says and forbids. That each of them is answered is seen by http/walks on both.
  /^test\/http\/(bad-input|console-(accessible|event-types|plugins)|csrf|edit-marks|forged|headers|languages|links|live)\./,
  /^test\/http\/(malformed|no-mail|password-strength|refusals|stored-script|viewer|weight|api\/(openapi|reference))\./,
  /^test\/usecases\/judge-password\./,
  /^test\/plugins\/webhooks\/(formats-received|key-pairs|odd-messages|private-receivers|api\/openapi|routes\/viewer)\./,
]
/** They wait for most of their time: servers that die and come back. They run beside all the others. */
const BESIDE = /^test\/(faults\/faults|nodes\/nodes)\./
/** Room for the databases of a run. */
const MEMORY_BYTES = 4 * 2 ** 30

/** Files that take long, start servers of their own or look at their own process. */
const ALONE =
  /^test\/(journeys|faults|nodes|hashing|examples|scripts|compose|docs|floors|repository|http\/malformed|plugins\/webhooks\/(crash|model))/

process.exitCode = await main(process.argv.slice(2))

async function main(args) {
  const { only, postgres } = readArgs(args)
  const chosen = (file) => postgres || !ON_POSTGRES_BY_ITSELF.some((pattern) => pattern.test(relative(file)))
  const all = listTestFiles(join(root, 'test')).filter((file) => only === undefined || file.includes(only))
  const onPostgres = only === undefined || postgres ? databaseSuites(root, all).filter(chosen) : []
  const beside = postgres || only !== undefined ? [] : all.filter((file) => BESIDE.test(relative(file)))
  const passes = [
    { step: 'tests', files: postgres ? [] : all.filter((file) => !beside.includes(file)), settings: {} },
    { step: 'tests on PostgreSQL', files: onPostgres, settings: { GATEPOST_TEST_PLACE: 'PostgreSQL' } },
  ].filter(({ files }) => files.length > 0)
  if (passes.length === 0)
    return close(0, [only === undefined ? 'no test file' : `no test file with ${only}`])

  const failures = []
  if (only === undefined && !postgres) {
    if (!(await run('types', [tool('typescript', 'bin/tsc'), '--noEmit']))) failures.push('types')
    if (!(await run('lint', [tool('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings', '.']))) {
      failures.push('lint')
    }
  }
  if (!(await run('build', [join(root, 'scripts', 'build.mjs'), '--if-stale']))) failures.push('build')

  const cluster = onPostgres.length > 0 ? await startCluster(root) : undefined
  const programs = await compilePrograms(root)
  const shared = {
    ...(cluster ? { GATEPOST_TEST_CLUSTER: cluster.url } : {}),
    GATEPOST_TEST_PROGRAMS: programs.target,
  }
  let passed = 0
  const weigh = (verdict) => {
    passed += verdict.passed
    failures.push(...verdict.failures)
  }
  try {
    const aside =
      beside.length > 0 ? runTests('tests beside the others', beside, shared, { aside: true }) : undefined
    for (const { step, files, settings } of passes)
      weigh(judge(step, await runTests(step, files, { ...settings, ...shared })))
    if (aside) weigh(judge('tests beside the others', await aside))
  } finally {
    programs.remove()
    await cluster?.stop()
  }
  return close(passed, failures)
}

/** Names what was skipped; answers how many tests passed, and in words what failed. */
function judge(step, { counts, ok }) {
  const named = (outcome) => counts.filter((count) => count.outcome === outcome)
  for (const { name } of named('skipped')) console.log(`skipped: ${name}`)
  const failures = [
    ...named('failed').map(({ name, file, reason }) => `${name} (${relative(file)})\n${indented(reason)}`),
    ...named('empty').map(({ file }) => `no test ran in ${relative(file)}`),
  ]
  const slowest = slowestOf(counts)
  console.log(
    `${step}, slowest files: ${slowest.map(([file, ms]) => `${relative(file)} ${Math.round(ms / 1000)} s`).join(', ')}`,
  )
  const passed = named('passed').length
  if (!ok && failures.length === 0) failures.push('the test runner ended with an error')
  if (passed === 0 && failures.length === 0) failures.push('no test ran')
  return { passed, failures: failures.map((failure) => `${step}: ${failure}`) }
}

/** The ten files that took longest, with their milliseconds. */
function slowestOf(counts) {
  const took = new Map()
  for (const { file, tookMs } of counts) if (tookMs) took.set(file, (took.get(file) ?? 0) + tookMs)
  return [...took].sort((a, b) => b[1] - a[1]).slice(0, 10)
}

/** Prints what failed and the closing line; answers the exit code. */
function close(passed, failures) {
  console.log('')
  for (const failure of failures) console.log(`failed: ${failure}`)
  console.log(`${passed} passed, ${failures.length} failed`)
  return failures.length === 0 ? 0 : 1
}

/** @returns {{ only: string | undefined, postgres: boolean }} */
function readArgs(args) {
  const rest = args.filter((arg) => arg !== '--postgres')
  const postgres = rest.length < args.length
  if (rest.length === 0) return { only: undefined, postgres }
  if (rest[0] === '--only' && rest.length === 2) return { only: rest[1], postgres }
  console.error('Usage: node scripts/test.mjs [--postgres] [--only PATTERN]')
  process.exit(2)
}

/** Journeys come first: they take longest, so the short files fill the rest of the time beside them. */
function listTestFiles(folder) {
  const found = readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => /\.test\.tsx?$/.test(file))
  const journey = (file) => (file.includes(join('test', 'journeys')) ? 0 : 1)
  return found.sort((a, b) => journey(a) - journey(b) || (a < b ? -1 : 1))
}

/** With `aside` they run one after the other, and are not told of before the end. */
async function runTests(step, files, settings, { aside = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gatepost-run-'))
  const countsFile = join(folder, 'counts.jsonl')
  const { run: bundles, compiled, remove } = await compile(root, files, (file) => ALONE.test(relative(file)))
  try {
    const args = [
      ...['--conditions=source', '--enable-source-maps', '--test'],
      ...[`--test-concurrency=${aside ? 1 : FILES_AT_ONCE}`, `--test-timeout=${TEST_TIMEOUT_MS}`],
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      `--test-reporter=${pathToFileURL(join(root, 'scripts', 'test-counts.mjs'))}`,
      `--test-reporter-destination=${countsFile}`,
      ...bundles,
    ]
    const ok = await run(step, args, { ...settings, GATEPOST_TEST_TEMPLATES: folder }, { aside })
    const lines = readFileSync(countsFile, 'utf8').split('\n').filter(Boolean)
    const counts = lines.map((line) => JSON.parse(line))
    const found = counts.map((count) => ({ ...count, file: compiled.get(count.file) ?? count.file }))
    const silent = files.filter((file) => !found.some((count) => count.file === file))
    return { ok, counts: [...found, ...silent.map((file) => ({ outcome: 'empty', name: file, file }))] }
  } finally {
    remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs one step with its output on this terminal, `aside` once it is over; answers whether it ended well. */
function run(step, args, settings = {}, { aside = false } = {}) {
  const printed = []
  if (!aside) console.log(`\n— ${step}`)
  return new Promise((resolve) => {
    const child = spawn(node, args, {
      cwd: root,
      stdio: aside ? ['ignore', 'pipe', 'inherit'] : 'inherit',
      env: { ...testEnvironment(), ...settings },
    })
    child.once('error', (error) => {
      console.error(`${step} did not start: ${error.message}`)
      resolve(false)
    })
    child.stdout?.on('data', (part) => printed.push(part))
    child.once('close', (code) => {
      if (aside) process.stdout.write(`\n— ${step}\n${Buffer.concat(printed)}`)
      resolve(code === 0)
    })
  })
}

/** Settings of the person who runs the tests must not change what the tests see. */
function testEnvironment() {
  const foreign = /^(GATEPOST_|OA_|PORT$|DATABASE_URL$|SMTP_URL$|NODE_OPTIONS$|NODE_TEST_CONTEXT$)/
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  return { ...Object.fromEntries(kept), ...temporaryFolder(), NODE_ENV: 'test' }
}

/** Memory instead of a disk, where there is room: every test has a database of its own, and none outlives the machine. */
function temporaryFolder() {
  const memory = join('/dev', 'shm')
  if (!existsSync(memory)) return {}
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > MEMORY_BYTES ? { TMPDIR: memory } : {}
}

function tool(name, bin) {
  return join(root, 'node_modules', ...name.split('/'), ...bin.split('/'))
}

function indented(text) {
  return text.replace(/^/gm, '    ')
}

function relative(file) {
  return file.startsWith(root) ? file.slice(root.length) : file
}
