import { type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { invalid } from '../../domain/errors.ts'
import type { IdempotentCalls, KeptAnswer } from '../../domain/idempotency.ts'
import type { ApiAnswer, ApiOperation } from '../../hooks/contract.ts'
import type { Deps } from '../../usecases/deps.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed, notFound } from '../errors.tsx'
import { issueFaults } from '../forms.ts'
import { keyOf, requireScope } from './call-key.ts'
import { expressPath } from './express-path.ts'
import { readJsonBody } from './json-body.ts'
import type { KeyLimit } from './key-limit.ts'
import { answerOnce } from './once.ts'
import { isPiecewise, refuseIdempotencyKey, sendStream, takesOnly } from './pieces.ts'
import { entityTag, refuseIfMatch, seenBy } from './versions.ts'

interface ApiParts {
  readonly deps: Deps
  readonly calls: IdempotentCalls
  readonly limit: KeyLimit
}

/**
 * The JSON API below /api/v1, made from its operations. Each is a list of steps in the order they are enforced: the
 * key, its limit, its scope, the body's form, params, query and body by their schemas, then the operation itself, once
 * for each Idempotency-Key. The session cookie is never looked at, so a browser cannot be made to call it.
 */
export function apiRouter(operations: readonly ApiOperation[], parts: ApiParts): Router {
  const router = Router()
  for (const [path, group] of byPath(operations)) {
    const route = router.route(expressPath(path))
    const methods = new Set<string>()
    for (const operation of group) {
      if (methods.has(operation.method))
        throw new Error(`two operations claim ${operation.method.toUpperCase()} ${path}: ${operation.id}`)
      methods.add(operation.method)
      route[operation.method](callOf(operation, parts))
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

function callOf(operation: ApiOperation, { deps, calls, limit }: ApiParts): RequestHandler[] {
  const params = strict(operation.params)
  const query = strict(operation.query)
  const body = strict(operation.body)
  return [
    async (req, res, next) => {
      res.locals.apiKey = await keyOf(req, deps).catch((refusal) => {
        res.set('www-authenticate', 'Bearer')
        throw refusal
      })
      await limit.take(res.locals.apiKey.id, res)
      requireScope(operation, res.locals.apiKey)
      if (!operation.versioned) refuseIfMatch(req)
      next()
    },
    ...(operation.takes ? [takesOnly(operation.takes)] : readJsonBody),
    async (req, res) => {
      const call = {
        params: parse(params, { ...req.params }),
        query: parse(query, { ...req.query }),
        body: parse(body, req.body ?? {}),
        context: contextOf(req, { type: 'api_key', id: res.locals.apiKey.id }),
        seen: seenBy(req),
        req,
      }
      if (operation.stream && req.accepts(['json', EVENT_STREAM]) === EVENT_STREAM)
        return operation.stream(call, res)
      if (isPiecewise(operation)) {
        refuseIdempotencyKey(req)
        return sendAnswer(res, await operation.run(call))
      }
      const work = async () => inBytes(await operation.run(call))
      send(res, await answerOnce(calls, req, res.locals.apiKey.id, work))
    },
  ]
}

/** An answer as it goes out, and as it is kept. */
function inBytes({ status, headers = {}, body, version }: ApiAnswer): KeptAnswer {
  if (body === undefined) return { status, headers }
  const text = JSON.stringify(body)
  if (version === undefined) return { status, headers, text }
  return { status, headers: { ...headers, etag: entityTag(version, text) }, text }
}

/** An answer of any size goes out piece by piece. */
async function sendAnswer(res: Response, answer: ApiAnswer): Promise<void> {
  if (answer.pieces === undefined) return send(res, inBytes(answer))
  res
    .set('cache-control', 'no-store')
    .set(answer.headers ?? {})
    .status(answer.status)
  await sendStream(res, answer.pieces)
}

/** Express answers 304 by itself where `If-None-Match` names the tag. */
function send(res: Response, { status, headers, text }: KeptAnswer): void {
  res.set('cache-control', 'no-store').set(headers).status(status)
  if (text === undefined) res.end()
  else res.type('json').send(text)
}

const EVENT_STREAM = 'text/event-stream'
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
