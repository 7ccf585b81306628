import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readSources } from '../support/imports.ts'
import { readWords } from '../support/words.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const sources = readSources(root, ['views', 'src/http'], [])

/** What operators see, and the development mailbox: English, with its words in place. */
const OF_THE_CONSOLE = [
  /^views\/pages\/(?:api-keys|api-reference|console-overview|custom-fields|edit-logo|environment-card|event-log|event-types|mailbox|operators|plugins|site-settings)\.tsx$/,
  /^views\/pages\/(?:user|users|user-[a-z-]+|users-[a-z-]+|import[a-z-]*|export[a-z-]*)\.tsx$/,
  /^views\/layout\/(?:console|plain)-layout\.tsx$/,
  /^views\/mails\/operator-mails\.ts$/,
  /^views\/(?:languages|assets)\//,
  /^src\/http\/(?:api|routes\/(?:console|mailbox))/,
]
/** Parts whose words are names of things in the console, and those that programs alone read. */
const PARTS_OF_THE_CONSOLE =
  /^views\/partials\/(?:bar-plot|code-block|exchange|figures|filter-bar|format-time|narrow-field|pick|preview|state|table|tries|form-link|may-act|page-head|progress|secret-once)\.tsx?$/
const OF_PERSONS = [...sources].filter(
  ([file]) =>
    /^(?:views|src\/http\/routes)\//.test(file) &&
    !OF_THE_CONSOLE.some((pattern) => pattern.test(file)) &&
    !PARTS_OF_THE_CONSOLE.test(file),
)

describe('persons’ pages', () => {
  it('are all looked at', () => {
    const files = OF_PERSONS.map(([file]) => file)
    for (const page of ['login', 'register', 'profile', 'password', 'error', 'sessions'])
      assert.ok(files.includes(`views/pages/${page}.tsx`), page)
    assert.ok(files.includes('src/http/routes/login.tsx'))
    assert.ok(files.includes('views/layout/mail-layout.tsx'))
  })

  for (const [file, source] of OF_PERSONS)
    it(`hold no words in code: ${file}`, () => {
      assert.deepEqual(readWords(file, source), [])
    })
})

describe('the check of words', () => {
  const found = (source: string) => readWords('page.tsx', source).map(({ words }) => words)

  it('finds text in a page, in an attribute and in a sentence', () => {
    assert.deepEqual(found('const a = <p>Sign in</p>'), ['Sign in'])
    assert.deepEqual(found('const a = <Field label="Password" />'), ['Password'])
    assert.deepEqual(found("leaveFlash(req, 'The profile is saved.')"), ['The profile is saved.'])
    assert.deepEqual(found('const a = `A link goes to $' + '{email}.`'), ['A link goes to '])
    assert.deepEqual(found("const a = <p>{on ? 'Turn off' : t('mfa.on')}</p>"), ['Turn off'])
  })

  it('leaves class names, keys, addresses and signs alone', () => {
    assert.deepEqual(found('const a = <p class="mb-1 text-secondary">{t(\'login.title\')} · –</p>'), [])
    assert.deepEqual(found("methodNotAllowed('GET, HEAD, POST')"), [])
    assert.deepEqual(found("throw new Error('a notice has no words')"), [])
  })
})
