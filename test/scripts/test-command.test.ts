import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { ROOT, runNode } from '../support/child.ts'
import { temporaryFolder } from '../support/temp.ts'

interface Line {
  readonly outcome?: string
  readonly name?: string
  readonly tookMs?: number
}

/** What the counting reporter says of one file with this source. */
async function linesOf(t: TestContext, source: string): Promise<{ lines: Line[]; file: string }> {
  const file = join(temporaryFolder(t), 'some.test.mjs')
  writeFileSync(file, `import test, { describe, it } from 'node:test'\n${source}\n`)
  const reporter = ['--test-reporter', join(ROOT, 'scripts', 'test-counts.mjs')]
  const { output } = await runNode(['--test', ...reporter, file])
  const lines = output.split('\n').filter((line) => line.startsWith('{'))
  return { lines: lines.map((line) => JSON.parse(line)), file }
}

async function countsOf(t: TestContext, source: string): Promise<string[]> {
  const { lines, file } = await linesOf(t, source)
  return lines
    .filter(({ outcome }) => outcome !== undefined)
    .map(({ outcome, name }) => `${outcome}: ${name === file ? 'the file' : name}`)
}

describe('the test command', () => {
  it('counts each test by how it ended, and a group not at all', async (t) => {
    const source = `
      describe('group', () => {
        it('works', () => {})
        it('breaks', () => { throw new Error('no') })
        it('waits', { skip: 'so that one is counted' }, () => {})
      })`
    assert.deepEqual(await countsOf(t, source), ['passed: works', 'failed: breaks', 'skipped: waits'])
  })

  it('tells how long each outermost group took, and those inside it not again', async (t) => {
    const wait = '() => new Promise((done) => setTimeout(done, 60))'
    const { lines } = await linesOf(t, `describe('group', () => { it('one', ${wait}); it('two', ${wait}) })`)
    const took = lines.flatMap(({ tookMs }) => tookMs ?? [])
    assert.equal(took.length, 1)
    assert.ok(took[0] !== undefined && took[0] >= 100, `${took[0]} ms`)
  })

  it('takes a file without a test for empty, not for passed', async (t) => {
    assert.deepEqual(await countsOf(t, ''), ['empty: the file'])
  })

  it('takes a file that dies on the way for failed', async (t) => {
    const dying = "test('dies', () => process.kill(process.pid, 'SIGKILL'))"
    assert.deepEqual(await countsOf(t, dying), ['failed: the file'])
  })

  it('fails with a closing line when no test file fits', async () => {
    const { code, output } = await runNode(['scripts/test.mjs', '--only', 'no file has this name'])
    assert.equal(code, 1)
    assert.match(output, /^0 passed, 1 failed$/m)
  })
})
