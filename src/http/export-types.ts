import type { ImportFormat } from '../domain/user-import.ts'

/** The media types of files of users. */
export const EXPORT_TYPES = {
  csv: 'text/csv',
  jsonl: 'application/x-ndjson',
} as const satisfies Readonly<Record<ImportFormat, string>>
