import type { Readable } from 'node:stream'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import type { Request, RequestHandler } from 'express'
import { Refusal } from '../domain/errors.ts'

/** A file on its way in. Its bytes are read by the route, or thrown away once there is an answer. */
export interface Upload {
  readonly fileName: string
  readonly stream: Readable
}

/** What else a form with a file may hold; it stands before the file. */
const FIELDS = 10
const FIELD_BYTES = 2000

/**
 * Reads a form with a file (multipart/form-data) sent to `path`: its fields into `req.body`, the file into
 * `req.upload`, not a byte of it before the route asks. Nothing is written to disk.
 */
export function readUpload(path: string): RequestHandler {
  return (req, res, next) => {
    const type = req.headers['content-type'] ?? ''
    if (req.method !== 'POST' || req.path !== path || !req.is('multipart/form-data')) return next()
    const parser = openParser(req, type)
    const fields: Record<string, string> = {}
    let told = false
    const goOn = (error?: Refusal) => {
      if (told) return
      told = true
      req.body = fields
      next(error)
    }
    const malformed = (cause: unknown) => goOn(new Refusal('malformed', { cause }))
    parser.on('field', (name, value) => {
      fields[name] = value
    })
    parser.on('file', (_name, stream, fileName) => {
      const end = (cause?: unknown) =>
        stream.destroy(new Refusal('malformed', { message: 'The upload broke off.', cause }))
      // Without a listener a fault of the stream would end the process.
      stream.on('error', () => {})
      req.once('close', () => !req.complete && end())
      parser.once('error', end)
      // Who reads on after the answer is a browser that has not finished sending.
      res.once('finish', () => stream.resume())
      // A form that was sent without choosing one holds a file without a name.
      if (told || fileName === '') stream.resume()
      else req.upload = { fileName, stream }
      goOn()
    })
    parser.on('error', malformed)
    parser.on('finish', () => goOn())
    req.on('error', malformed)
    req.pipe(parser)
  }
}

function openParser(req: Request, type: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...req.headers, 'content-type': type },
      limits: {
        fields: FIELDS,
        fieldSize: FIELD_BYTES,
        fieldNameSize: 100,
        files: 1,
        parts: FIELDS + 1,
        headerPairs: 20,
      },
    })
  } catch (cause) {
    throw new Refusal('malformed', { cause })
  }
}
