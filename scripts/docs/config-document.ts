import { z } from 'zod'
import { plugins } from '../../plugins/index.ts'
import { settingsSchema } from '../../src/config/settings-schema.ts'

/** docs/CONFIG.md: every setting by name, from the schemas that read them. */
export function configDocument(): string {
  const sections = [
    section('The core', settingsSchema),
    ...plugins.flatMap((plugin) =>
      plugin.settings ? [section(`The plugin ${plugin.id}`, plugin.settings)] : [],
    ),
  ]
  return `# Settings

Read once at start, from the environment. A setting that cannot be used stops the start, and every fault is listed
by its name. Secrets may come from a file: \`NAME_FILE\` holds its path. This page is made from the code by
\`npm run docs\`.

${sections.join('\n')}`
}

function section(title: string, schema: z.ZodObject): string {
  const rows = Object.entries(schema.shape).map(([name, type]) => {
    const description = z.globalRegistry.get(type)?.description ?? ''
    return `- **\`${name}\`** (${defaultOf(type)}). ${description}`
  })
  return `## ${title}\n\n${rows.join('\n')}\n`
}

function defaultOf(type: z.core.$ZodType): string {
  if (!(type instanceof z.ZodDefault)) return 'unset'
  const value: unknown = type.def.defaultValue
  if (Array.isArray(value)) return value.length > 0 ? `\`${value.join(',')}\`` : 'empty'
  return `\`${String(value)}\``
}
