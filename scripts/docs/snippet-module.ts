import { SNIPPETS } from './snippets.ts'

/** plugins/webhooks/receiving/snippets.ts: the example receivers as texts, since a build carries no other files. */
export function snippetModule(): string {
  const entries = SNIPPETS.map(
    ({ language, needs, file, text }) => `  {
    language: '${language}',
    needs: '${needs}',
    file: '${file}',
    text: \`${text.replace(/[\\`]|\$\{/g, '\\$&')}\`,
  },`,
  )
  return `/** Receivers to begin with. Made from examples/receivers by \`npm run docs\`. */
export const SNIPPETS = [
${entries.join('\n')}
] as const
`
}
