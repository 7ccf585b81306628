/** `npm run docs`: writes what is derived from the code. `--check` only says whether it differs. */
import { readFileSync, writeFileSync } from 'node:fs'
import { DOCUMENTS } from './docs/documents.ts'

const check = process.argv.includes('--check')
for (const [path, made] of Object.entries(DOCUMENTS)) {
  const text = made()
  if (!check) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`${path} differs from the code; run npm run docs.\n`)
    process.exitCode = 1
  }
}
