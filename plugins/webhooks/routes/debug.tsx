import { type Router as ExpressRouter, Router } from 'express'
import { type FieldErrors, Refusal, type Request, type Response } from '#gatepost'
import { MASK } from '../endpoint/custom-headers.ts'
import type { EndpointView, TypedView } from '../service.ts'
import type { DebugValues } from '../views/debug-form.tsx'
import { DebugPage } from '../views/debug-page.tsx'
import type { Console } from './console.ts'
import { beginOf, shapeNamed, shapeOf } from './debug-begin.ts'
import { parseHeaders } from './form-text.ts'
import { queryText, readFields } from './read-fields.ts'

/** Requests of the past that are named. */
const EARLIER = 8

/** The debug panel: a request that an operator types, sent marked and unsigned. */
export function debugRoutes(console: Console): ExpressRouter {
  const { kit, service, events } = console
  const router = Router()

  interface Shown {
    readonly values: DebugValues
    readonly gap?: string | undefined
    readonly sent?: TypedView
    readonly errors?: FieldErrors
    readonly status?: number
  }
  const show = async (req: Request, res: Response, endpoint: EndpointView, shown: Shown) => {
    const { values, gap, sent, errors = {}, status = 200 } = shown
    const earlier = await service.listTyped(endpoint.id, { limit: EARLIER })
    kit.page(req, res, {
      title: `Debug ${endpoint.name}`,
      active: '/console/webhooks',
      scripts: ['copy'],
      status,
      body: (
        <DebugPage
          csrfToken={kit.csrfToken(req, res)}
          endpoint={endpoint}
          types={Object.keys(events())}
          values={values}
          errors={errors}
          gap={gap}
          sent={sent}
          earlier={earlier.filter(({ id }) => id !== sent?.id)}
        />
      ),
    })
  }

  router.get('/:id/debug/new', async (req, res) => {
    const endpoint = await service.getEndpoint(req.params.id)
    const asked = {
      type: queryText(req, 'type'),
      event: queryText(req, 'event'),
      format: queryText(req, 'format'),
    }
    await show(req, res, endpoint, await beginOf(console, endpoint, asked))
  })

  router.post('/:id/debug/new', async (req, res) => {
    const endpoint = await service.getEndpoint(req.params.id)
    const fields = readFields(req, 'type', 'event', 'format', 'headers', 'body')
    // HTML, form submission: a browser writes each line break of a text as CR and LF.
    const body = fields.body.replaceAll('\r\n', '\n')
    const values: DebugValues = { ...fields, body }
    const headers = parseHeaders(values.headers)
    if ('error' in headers)
      return show(req, res, endpoint, { values, errors: { headers: headers.error }, status: 422 })
    // A header of the webhook itself goes along anyway; its value is not known here.
    const typed = Object.entries(headers.value).filter(([, value]) => value !== MASK)
    const { format, contentType } = shapeNamed(values.format) ?? shapeOf(endpoint)
    try {
      const sent = await service.sendTyped(
        endpoint.id,
        { eventType: values.type, format, contentType, headers: Object.fromEntries(typed), body },
        kit.context(req),
      )
      await show(req, res, endpoint, { values, sent })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { status, errors } = refusalOf(error)
      await show(req, res, endpoint, { values, errors, status })
    }
  })

  router.get('/:id/debug/:test', async (req, res) => {
    const endpoint = await service.getEndpoint(req.params.id)
    const sent = await service.getTyped(endpoint.id, req.params.test)
    const { label } = shapeOf({ format: sent.format, contentType: endpoint.contentType })
    const values = { type: sent.eventType, event: '', format: label, headers: '', body: sent.body }
    await show(req, res, endpoint, { values, sent })
  })

  return router
}

/** Where the panel says it: at its own fields, or about the whole. */
function refusalOf({ code, status, fields, message }: Refusal): { status: number; errors: FieldErrors } {
  if (code === 'too_many')
    return {
      status,
      errors: { form: 'Thirty requests went out within a minute. What you typed stays; wait a moment.' },
    }
  if (code !== 'invalid') return { status, errors: { form: message } }
  const named = Object.entries(fields).map(([path, words]): [string, string] => {
    const [name = ''] = path.split('.')
    return [name === 'headers' || name === 'body' ? name : 'form', words]
  })
  return { status, errors: Object.fromEntries(named) }
}
