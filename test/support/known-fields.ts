import { z } from 'zod'
import type { ListedRoute } from './routes.ts'

/** The names that a route takes, as far as its page or its description says so. */
export interface KnownFields {
  body(route: ListedRoute): readonly string[]
  query(route: ListedRoute): readonly string[]
}

const described = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        // One that is described elsewhere (`$ref`) is a header that all operations have.
        parameters: z
          .array(z.object({ in: z.string().default('header'), name: z.string().default('') }))
          .default([]),
        requestBody: z
          .object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) })
          .optional(),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
})
const object = z.object({ properties: z.record(z.string(), z.unknown()) })
const reference = z.object({ $ref: z.string() })

interface Known {
  readonly route: RegExp
  readonly method: string
  readonly place: 'body' | 'query'
  readonly names: readonly string[]
}

/** Reads the forms of these pages (path and HTML) and the OpenAPI document. */
export function knownFields(
  pages: readonly { readonly path: string; readonly html: string }[],
  openapi: unknown,
): KnownFields {
  const known = [...pages.flatMap(({ path, html }) => formsOf(path, html)), ...operationsOf(openapi)]
  const find = (place: 'body' | 'query') => (route: ListedRoute) => [
    ...new Set(
      known
        .filter((one) => one.place === place && one.method === route.method && one.route.test(route.path))
        .flatMap(({ names }) => names),
    ),
  ]
  return { body: find('body'), query: find('query') }
}

function formsOf(path: string, html: string): Known[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, head = '', inside = '']) => {
    const method = /\bmethod="post"/i.test(head) ? 'post' : 'get'
    const action = /\baction="([^"?#]*)/.exec(head)?.[1] ?? path
    const names = [...inside.matchAll(/\bname="([^"]+)"/g)].map(([, name = '']) => name)
    const place = method === 'post' ? 'body' : 'query'
    return { method, place, names: names.filter((name) => name !== '_csrf'), route: routeOf(action) }
  })
}

/** Fits the routes by which that address may be answered: any part may be a parameter. */
function routeOf(address: string): RegExp {
  const parts = address.split('/').map((part) => `(?:${part.replaceAll(/\W/g, '\\$&')}|:\\w+)`)
  return new RegExp(`^${parts.join('/')}$`)
}

function operationsOf(document: unknown): Known[] {
  const { paths, components } = described.parse(document)
  const propertiesOf = (schema: unknown): string[] => {
    const named = reference.safeParse(schema)
    const target = named.success ? components.schemas[named.data.$ref.split('/').at(-1) ?? ''] : schema
    return Object.keys(object.safeParse(target).data?.properties ?? {})
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters, requestBody }]): Known[] => {
      const route = new RegExp(`^${path.replaceAll(/\{\w+\}/g, ':\\w+')}$`)
      const body = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => propertiesOf(schema))
      const query = parameters.filter((one) => one.in === 'query').map((one) => one.name)
      return [
        { route, method, place: 'body', names: body },
        { route, method, place: 'query', names: query },
      ]
    }),
  )
}
