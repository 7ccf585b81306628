import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { findSystemBrowser, launchBrowser, packedBrowser } from './browser.ts'
import { temporaryFolder } from './temp.ts'

test('a browser that dies at its start is started again', async (t) => {
  const folder = temporaryFolder(t)
  const [mortal, died] = [join(folder, 'browser'), join(folder, 'died')]
  const real = findSystemBrowser() ?? (await packedBrowser()).executablePath
  const script = `#!/bin/sh\nif [ ! -e '${died}' ]; then touch '${died}'; kill -SEGV $$; fi\nexec '${real}' "$@"\n`
  writeFileSync(mortal, script, { mode: 0o700 })
  const browser = await launchBrowser(mortal)
  t.after(() => browser.close())
  assert.ok(existsSync(died))
  assert.ok(browser.isConnected())
})
