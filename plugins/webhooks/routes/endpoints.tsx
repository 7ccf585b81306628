import { type Router as ExpressRouter, Router } from 'express'
import { Refusal, type Request, type Response } from '#gatepost'
import type { EndpointPatch } from '../endpoint/endpoint.ts'
import { holdsPrivateKey } from '../endpoint/endpoint-fields.ts'
import type { EndpointView } from '../service.ts'
import { endpointHref } from '../views/delivery-table.tsx'
import { EndpointForm } from '../views/endpoint-form.tsx'
import { EndpointsPage, WEBHOOKS } from '../views/endpoints-page.tsx'
import { askedSettings, formErrors } from './asked-settings.ts'
import { type Console, choosableTypes, operatorId, pickGroups } from './console.ts'
import { filledForm, NEW_FORM, readEndpointForm, type SentForm } from './endpoint-form.ts'
import { readEndpointRows, readEndpointsFilter } from './endpoint-rows.ts'
import { TRIED, tryOnEvents } from './filter-trial.ts'
import { previewOf } from './preview.ts'
import { refuseOvertakenForm, seenFields } from './refuse-overtaken.ts'
import type { SecretOnceCarrier } from './show-once.ts'

/** The list of webhooks and the forms that make and change one. */
export function endpointsRoutes(console: Console, once: SecretOnceCarrier): ExpressRouter {
  const { kit, service, clock, events } = console
  const router = Router()

  router.get('/', async (req, res) => {
    const cursor = typeof req.query.cursor === 'string' ? req.query.cursor : ''
    const filter = readEndpointsFilter(req.query)
    const { rows, next } = await readEndpointRows(console, { cursor, ...filter })
    kit.page(req, res, {
      title: 'Webhooks',
      active: WEBHOOKS,
      live: { topic: 'list', query: { cursor, state: filter.condition ?? '', q: filter.search } },
      body: <EndpointsPage rows={rows} next={next} first={cursor === ''} filter={filter} now={clock.now()} />,
    })
  })

  const showForm = async (
    req: Request,
    res: Response,
    form: ShownForm,
    settings: EndpointPatch,
    stored?: EndpointView,
  ) => {
    const errors = form.errors ?? {}
    const tried = await console.logEvents.newest(TRIED)
    const faulty = form.values.filter.trim() !== '' && (settings.filter ?? null) === null
    const webhook = stored && { href: endpointHref(stored.id), name: stored.name }
    kit.page(req, res, {
      title: stored ? `Edit ${stored.name}` : 'New webhook',
      active: '/console/webhooks',
      scripts: ['pick-events', 'live-preview'],
      status: form.status ?? (Object.keys(errors).length > 0 ? 422 : 200),
      body: (
        <EndpointForm
          csrfToken={kit.csrfToken(req, res)}
          webhook={webhook}
          kept={stored && { genauthSecret: stored.genauthSecret, auth: stored.auth?.type ?? null }}
          values={withoutPrivateKey(form.values)}
          seen={form.seen ?? (stored ? kit.marks(seenFields(stored, choosableTypes(events()))) : '')}
          errors={errors}
          groups={pickGroups(events())}
          preview={previewOf(
            withKept(settings, stored),
            form.values.sample,
            events(),
            console.sender,
            clock.now(),
          )}
          trial={tryOnEvents(settings, faulty, tried, stored?.id)}
        />
      ),
    })
  }

  /** Besides what is wrong with single fields, what holds between them: a person mends all of it in one go. */
  const allErrors = (form: SentForm, settings: EndpointPatch, errors: SentForm['errors']) => ({
    ...formErrors(service.checkSettings(settings), form),
    ...errors,
  })

  router.get('/new', async (req, res) => {
    const form = { ...readEndpointForm({}), values: NEW_FORM }
    await showForm(req, res, { values: NEW_FORM }, askedSettings(form).settings)
  })

  router.post('/new', async (req, res) => {
    const form = readEndpointForm(req.body)
    const { settings, errors } = askedSettings(form)
    if (form.show) return showForm(req, res, { values: form.values }, settings)
    if (Object.keys(errors).length > 0)
      return showForm(req, res, { values: form.values, errors: allErrors(form, settings, errors) }, settings)
    const { name, url, events: wanted, ...rest } = settings
    const made = await refusedFields(form, () =>
      service.createEndpoint(
        { ...rest, name: name ?? '', url: url ?? '', events: wanted ?? [] },
        kit.context(req),
      ),
    )
    if ('errors' in made) return showForm(req, res, { values: form.values, errors: made.errors }, settings)
    const { endpoint, secret } = made.done
    if (secret !== null) once.leave(res, endpoint.id, operatorId(kit, req), { occasion: 'created', secret })
    else kit.flash(req, 'Webhook created. Its public key stands under Secrets.')
    res.redirect(303, endpointHref(endpoint.id))
  })

  router.get('/:id/edit', async (req, res) => {
    const stored = await service.getEndpoint(req.params.id)
    const values = filledForm(stored, choosableTypes(events()))
    await showForm(
      req,
      res,
      { values },
      askedSettings({ ...readEndpointForm({}), values }, stored).settings,
      stored,
    )
  })

  router.post('/:id/edit', async (req, res) => {
    const stored = await service.getEndpoint(req.params.id)
    const sent = readEndpointForm(req.body)
    if (sent.show) {
      const { values, seen } = sent
      return showForm(req, res, { values, seen }, askedSettings(sent, stored).settings, stored)
    }
    const overtaken = await refusedFields(sent, async () =>
      refuseOvertakenForm(kit, req, { form: sent, stored, types: choosableTypes(events()) }),
    )
    const form = readEndpointForm(req.body)
    const { settings, errors } = askedSettings(form, stored)
    if ('errors' in overtaken)
      return showForm(req, res, { values: form.values, ...overtaken }, settings, stored)
    if (Object.keys(errors).length > 0)
      return showForm(
        req,
        res,
        { values: form.values, errors: allErrors(form, settings, errors) },
        settings,
        stored,
      )
    const unchanged = ({ version }: { readonly version: number }) => {
      if (version !== stored.version) throw new Refusal('precondition_failed')
    }
    const saved = await refusedFields(form, () =>
      service.editEndpoint(stored.id, settings, kit.context(req), { unchanged }),
    )
    if ('errors' in saved)
      return showForm(req, res, { values: form.values, seen: form.seen, ...saved }, settings, stored)
    const { endpoint, secret } = saved.done
    if (secret !== null) once.leave(res, endpoint.id, operatorId(kit, req), { occasion: 'rotated', secret })
    kit.flash(req, `${endpoint.name} saved. It counts from the next event on.`)
    res.redirect(303, endpointHref(stored.id))
  })

  return router
}

/** A form as it is shown: with the marks that it came with while nothing was compared, else with new ones. */
interface ShownForm extends Pick<SentForm, 'values'> {
  readonly errors?: SentForm['errors']
  readonly seen?: string
  readonly status?: number
}

/** Never shown again: a page is kept by browsers and seen over shoulders. */
function withoutPrivateKey(values: SentForm['values']): SentForm['values'] {
  return holdsPrivateKey(values.ca) ? { ...values, ca: '' } : values
}

/** What the work answers, or the faults that it found in the form and the status of their answer. */
async function refusedFields<T>(
  form: SentForm,
  work: () => Promise<T>,
): Promise<{ readonly done: T } | { readonly errors: SentForm['errors']; readonly status: number }> {
  try {
    return { done: await work() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, status, fields, message } = error
    if (code === 'invalid') return { errors: formErrors(fields, form), status }
    // Its fields are those of the form already; the change of the last moment names none.
    if (code === 'precondition_failed') return { errors: { form: message, ...fields }, status }
    throw error
  }
}

/** For the preview: what is kept secret has a place in the request too, masked. */
function withKept(settings: EndpointPatch, stored: EndpointView | undefined): EndpointPatch {
  const { genauthSecret = stored?.genauthSecret ? 'kept' : null } = settings
  const { auth = stored?.auth ? { type: 'bearer' as const, token: 'kept' } : null } = settings
  return { ...settings, genauthSecret, auth }
}
