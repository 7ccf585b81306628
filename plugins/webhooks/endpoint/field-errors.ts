import type { z } from 'zod'
import type { FieldErrors } from '#gatepost'

/** The first fault of each field, by its path. Unknown fields are told under their own name. */
export function fieldErrors(error: z.ZodError): FieldErrors {
  const fields: Record<string, string> = {}
  for (const issue of error.issues) {
    const path = issue.path.join('.')
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) fields[path ? `${path}.${key}` : key] ??= issue.message
    else fields[path] ??= issue.message
  }
  return fields
}
