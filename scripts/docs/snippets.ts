import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A small receiver in one language, as a file that runs. */
export interface Snippet {
  readonly language: string
  /** What it needs, in a few words. */
  readonly needs: string
  /** The language of a fenced block. */
  readonly fence: string
  readonly file: string
  readonly text: string
}

const read = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../../examples/receivers/${file}`, import.meta.url)), 'utf8')

const snippet = (language: string, needs: string, fence: string, file: string): Snippet => ({
  language,
  needs,
  fence,
  file,
  text: read(file),
})

/** The one source of docs/RECEIVING.md, of the console's page, and of what the tests run. */
export const SNIPPETS: readonly Snippet[] = [
  snippet('Node', 'the receiver kit', 'js', 'receiver.mjs'),
  snippet('Python', 'the standard library', 'python', 'receiver.py'),
  snippet('Go', 'the standard library', 'go', 'receiver.go'),
  snippet('Java', 'the standard library', 'java', 'Receiver.java'),
]
