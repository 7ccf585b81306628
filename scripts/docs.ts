/** `npm run docs`: writes docs/CONFIG.md and docs/EVENTS.md from the code. `--check` only says whether they differ. */
import { readFileSync, writeFileSync } from 'node:fs'
import { configDocument } from './docs/config-document.ts'
import { eventsDocument } from './docs/events-document.ts'

const documents = { 'docs/CONFIG.md': configDocument(), 'docs/EVENTS.md': eventsDocument() }
const check = process.argv.includes('--check')
for (const [path, text] of Object.entries(documents)) {
  if (!check) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`${path} differs from the code; run npm run docs.\n`)
    process.exitCode = 1
  }
}
