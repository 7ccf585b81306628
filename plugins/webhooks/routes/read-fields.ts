import { Refusal, type Request } from '#gatepost'

/** The fields of a button's form; one that it does not have is refused. */
export function readFields<N extends string>(req: Request, ...names: readonly N[]): Record<N, string> {
  const sent: Readonly<Record<string, unknown>> = req.body ?? {}
  const unknown = Object.keys(sent).find((name) => name !== '_csrf' && !names.some((known) => known === name))
  if (unknown !== undefined)
    throw new Refusal('invalid', { message: `This form has no field called ${unknown}.` })
  const text = (name: string): string => {
    const value = sent[name]
    return typeof value === 'string' ? value : ''
  }
  return Object.fromEntries(names.map((name) => [name, text(name)])) as Record<N, string>
}

/** One line of the query, without space around it; empty where there is none. */
export function queryText(req: Request, name: string): string {
  const value = req.query[name]
  return typeof value === 'string' ? value.trim().slice(0, 100) : ''
}
