import type { Express } from 'express'

export interface ListedRoute {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** As it is mounted, parameters as `:name`. */
  readonly path: string
}

interface Layer {
  readonly slash?: boolean
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> }
  readonly handle: { readonly stack?: readonly Layer[] }
  match(path: string): boolean
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
/** Where routers are mounted; a router that is mounted elsewhere makes `listRoutes` fail. */
const MOUNTS = ['/assets', '/api/v1', '/api', '/account', '/console', '/console/plugin', '/mailbox']

/** Every route of an app by walking its routers, so that none is forgotten. `plugins`: where theirs are mounted. */
export function listRoutes(app: Express, plugins: readonly string[] = []): ListedRoute[] {
  const found: ListedRoute[] = []
  const mounts = [...MOUNTS, ...plugins]
  const walk = (layers: readonly Layer[], base: string): void => {
    for (const layer of layers) {
      if (layer.route) {
        for (const method of METHODS)
          if (layer.route.methods[method]) found.push({ method, path: base + layer.route.path })
      } else if (layer.handle.stack) walk(layer.handle.stack, base + mountOf(layer, base, mounts))
    }
  }
  const { stack }: { stack: readonly Layer[] } = Object(app.router)
  walk(stack, '')
  return found
}

function mountOf(layer: Layer, base: string, mounts: readonly string[]): string {
  if (layer.slash) return ''
  const known = mounts.filter((path) => path.startsWith(base)).map((path) => path.slice(base.length))
  const mount = known.find((path) => path !== '' && layer.match(path))
  if (mount === undefined)
    throw new Error(`a router is mounted below ${base || '/'} at a path this test does not know`)
  return mount
}
