import type { Request } from 'express'

/** One text of the query; empty when it is missing, repeated or absurdly long. */
export function queryText(req: Request, name: string): string {
  const value = req.query[name]
  return typeof value === 'string' && value.length <= 500 ? value : ''
}

/** A path with those values of the query that are not empty. */
export function hrefWith(path: string, values: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString()
  return query === '' ? path : `${path}?${query}`
}
