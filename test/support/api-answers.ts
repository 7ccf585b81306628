import assert from 'node:assert/strict'
import { Ajv2020, type ValidateFunction } from '@redocly/ajv/dist/2020.js'

/** An answer of the JSON API as it went out. */
export interface ApiAnswered {
  readonly method: string
  /** With `/api/v1`, without the query. */
  readonly path: string
  readonly status: number
  readonly type: string
  readonly text: string
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
interface Operation {
  readonly operationId: string
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>
  >
}

/** Says of answers what the OpenAPI document does not say of them; undefined where all is as described. */
export type AnswerCheck = (answer: ApiAnswered) => string | undefined

/** Checks answers against a document, by its own JSON Schemas: an answer has what is described, and nothing besides. */
export function answerCheck(document: object): AnswerCheck {
  const { paths }: Described = Object(document)
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false })
  ajv.addSchema(document, 'openapi')
  const compiled = new Map<string, ValidateFunction>()
  const open = (path: string) => path.split('{').length
  const templates = Object.keys(paths)
    .sort((a, b) => open(a) - open(b))
    .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i') }))

  const validator = (schema: object): ValidateFunction => {
    // References lead into the document, wherever the schema itself stands.
    const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/')
    const known = compiled.get(text) ?? ajv.compile(JSON.parse(text))
    compiled.set(text, known)
    return known
  }

  return ({ method, path, status, type, text }) => {
    const at = `${method} ${path} → ${status}`
    const found = templates.find(({ pattern }) => pattern.test(path))
    const operation = found && paths[found.path]?.[method === 'HEAD' ? 'get' : method.toLowerCase()]
    if (!operation) return status >= 400 ? undefined : `${at}: nothing describes this operation`
    if (status === 304) return operation.responses[304] ? undefined : `${at}: no 304 is described`
    const response = operation.responses[status] ?? (status >= 400 ? operation.responses.default : undefined)
    if (!response) return `${at}: ${operation.operationId} describes no such status`
    if (method === 'HEAD') return undefined
    const contents = Object.entries(response.content ?? {})
    if (contents.length === 0) return text === '' ? undefined : `${at}: it has a body that is not described`
    const expected = contents.find(([mediaType]) => mediaType === type.split(';')[0])
    if (!expected) return `${at}: ${type} in the place of ${contents.map(([name]) => name).join()}`
    const [mediaType, { schema }] = expected
    // A file of many objects is no JSON as a whole.
    if (!/[/+]json$/.test(mediaType)) return undefined
    const validate = validator(schema)
    if (validate(JSON.parse(text))) return undefined
    const [fault] = validate.errors ?? []
    return `${at}: ${fault?.instancePath} ${fault?.message} ${JSON.stringify(fault?.params)} in ${text.slice(0, 300)}`
  }
}

/** Fails with every answer that the document does not describe. */
export function assertDescribed(document: object, answers: readonly ApiAnswered[]): void {
  const check = answerCheck(document)
  const faults = answers.map(check).filter((fault) => fault !== undefined)
  assert.deepEqual([...new Set(faults)], [])
}
