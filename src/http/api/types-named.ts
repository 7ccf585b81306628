import { invalid } from '../../domain/errors.ts'

/**
 * The types of event that a comma-separated list of names and patterns means; `star` picks what a `*` alone means.
 * Refuses with `invalid` (types).
 */
export function typesNamed(
  list: string,
  known: readonly string[],
  star: (type: string) => boolean = () => true,
): string[] {
  const wanted = new Set<string>()
  for (const pattern of list.split(',').map((part) => part.trim())) {
    const fitting = known.filter((type) => {
      if (pattern === '*') return star(type)
      return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern
    })
    if (fitting.length === 0 || (pattern.endsWith('*') && !/^(?:[\w.]+\.)?\*$/.test(pattern)))
      throw invalid({ types: `No type of event fits “${pattern}”. /api/v1/event-types lists them.` })
    for (const type of fitting) wanted.add(type)
  }
  return [...wanted]
}
