import { type Request, type RequestHandler, Router } from 'express'
import { z } from 'zod'
import type { ApiKey } from '../../domain/api-key.ts'
import { invalid, Refusal } from '../../domain/errors.ts'
import type { ApiOperation } from '../../hooks/contract.ts'
import { authenticateApiKey } from '../../usecases/authenticate-api-key.ts'
import type { Deps } from '../../usecases/deps.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed, notFound } from '../errors.tsx'
import { issueFaults } from '../forms.ts'
import { expressPath } from './express-path.ts'
import { readJsonBody } from './json-body.ts'

/**
 * The JSON API below /api/v1, made from its operations. Each is a list of steps in the order they are enforced:
 * the key, its scope, the body's form, params, query and body by their schemas, then the operation itself.
 * The session cookie is never looked at, so a browser cannot be made to call it.
 */
export function apiRouter(operations: readonly ApiOperation[], deps: Deps): Router {
  const router = Router()
  for (const [path, group] of byPath(operations)) {
    const route = router.route(expressPath(path))
    const methods = new Set<string>()
    for (const operation of group) {
      if (methods.has(operation.method))
        throw new Error(`two operations claim ${operation.method.toUpperCase()} ${path}: ${operation.id}`)
      methods.add(operation.method)
      route[operation.method](callOf(operation, deps))
    }
    if (methods.has('get')) methods.add('head')
    route.all(methodNotAllowed([...methods].map((method) => method.toUpperCase()).join(', ')))
  }
  router.use(notFound)
  return router
}

/** Operations that share a path; fixed paths before those with parameters, so that none hides another. */
function byPath(operations: readonly ApiOperation[]): [string, ApiOperation[]][] {
  const groups = new Map<string, ApiOperation[]>()
  for (const operation of operations)
    groups.set(operation.path, [...(groups.get(operation.path) ?? []), operation])
  const open = (path: string) => path.split('{').length
  return [...groups].sort(([a], [b]) => open(a) - open(b))
}

function callOf(operation: ApiOperation, deps: Deps): RequestHandler[] {
  const params = strict(operation.params)
  const query = strict(operation.query)
  const body = strict(operation.body)
  return [
    async (req, res, next) => {
      res.locals.apiKey = await keyOf(req, deps).catch((refusal) => {
        res.set('www-authenticate', 'Bearer')
        throw refusal
      })
      requireScope(operation, res.locals.apiKey)
      next()
    },
    ...readJsonBody,
    async (req, res) => {
      const answer = await operation.run({
        params: parse(params, { ...req.params }),
        query: parse(query, { ...req.query }),
        body: parse(body, req.body),
        context: contextOf(req, { type: 'api_key', id: res.locals.apiKey.id }),
        req,
      })
      res
        .set('cache-control', 'no-store')
        .set(answer.headers ?? {})
        .status(answer.status)
      if (answer.body === undefined) res.end()
      else res.json(answer.body)
    },
  ]
}

async function keyOf(req: Request, deps: Deps): Promise<ApiKey> {
  const sent = /^Bearer +([\w.~+/=-]{1,500}) *$/i.exec(req.get('authorization') ?? '')?.[1]
  const key = sent === undefined ? undefined : await authenticateApiKey(deps, sent)
  if (key) return key
  throw new Refusal('unauthenticated', {
    message:
      sent === undefined
        ? 'Send a key as Authorization: Bearer gp_….'
        : 'This key is not known, has run out, or was revoked.',
  })
}

function requireScope({ scope }: ApiOperation, key: ApiKey): void {
  if (scope === 'any' || key.scopes.includes(scope)) return
  throw new Refusal('forbidden', { message: `This key lacks the scope ${scope}.` })
}

const NOTHING = z.strictObject({})

/** Unknown fields are refused, whether or not the schema's author thought of it. */
function strict(schema: z.ZodType | undefined): z.ZodType {
  if (schema === undefined) return NOTHING
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw invalid(issueFaults(result.error.issues, 'body'))
}
