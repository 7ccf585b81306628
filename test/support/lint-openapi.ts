import { createConfig, lintFromString } from '@redocly/openapi-core'

/** What Redocly's recommended rules find in an OpenAPI document; `severity rule: words at place`, each once. */
export async function lintOpenApi(document: unknown): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended'],
    // A server says where it was reached, and on a developer's machine that is localhost.
    rules: { 'no-server-example.com': 'off' },
  })
  const problems = await lintFromString({ source: JSON.stringify(document), config })
  const told = problems.map(
    ({ ruleId, severity, message, location }) =>
      `${severity} ${ruleId}: ${message} at ${location[0]?.pointer ?? ''}`,
  )
  return [...new Set(told)]
}
