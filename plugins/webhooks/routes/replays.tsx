import { type Router as ExpressRouter, Router } from 'express'
import { type Errors, Refusal, type Request, type Response } from '#gatepost'
import type { ReplayPreview } from '../replay/replay.ts'
import type { EndpointView } from '../service.ts'
import { ReplayForm, type ReplayValues } from '../views/replay-form.tsx'
import { ReplayPage, replayHref } from '../views/replay-page.tsx'
import { isMoving } from '../views/sending-progress.tsx'
import { type Console, named } from './console.ts'
import { askedReplay, readReplayForm, replayErrors } from './replay-form.ts'

/** Webhooks offered as the receiver of a replay. */
const OFFERED = 200

/** Sending again: the form with its preview, the progress of what runs, and its stop. */
export function replayRoutes(console: Console): ExpressRouter {
  const { kit, service, replays } = console
  const router = Router()

  router.get('/:id/replay/new', async (req, res) => {
    const values = readReplayForm(req.query)
    const endpoint = await service.getEndpoint(req.params.id)
    await showForm(req, res, endpoint, values, req.query.preview !== undefined)
  })

  router.post('/:id/replay', async (req, res) => {
    const sent: Readonly<Record<string, unknown>> = req.body ?? {}
    const values = readReplayForm(sent)
    const endpoint = await service.getEndpoint(req.params.id)
    const { request, errors } = askedReplay(values)
    if (Object.keys(errors).length > 0) return showForm(req, res, endpoint, values, true)
    try {
      const replay = await replays.startReplay(endpoint.id, request, kit.context(req))
      res.redirect(303, replayHref(endpoint.id, replay.id))
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'not_found') throw error
      await showForm(req, res, endpoint, values, false, error)
    }
  })

  router.get('/:id/replays/:replay', async (req, res) => {
    const { id, replay: replayId } = req.params
    const replay = await replays.getReplay(id, replayId)
    const [endpoint, target] = await Promise.all([
      named(console, id),
      replay.to === null || replay.to === replay.from ? undefined : named(console, replay.to),
    ])
    kit.page(req, res, {
      title: `Replay of ${endpoint.name}`,
      active: '/console/webhooks',
      ...(isMoving(replay) ? { live: { topic: 'replay', query: { id, replay: replay.id } } } : {}),
      body: (
        <ReplayPage csrfToken={kit.csrfToken(req, res)} endpoint={endpoint} target={target} replay={replay} />
      ),
    })
  })

  router.post('/:id/replays/:replay/stop', async (req, res) => {
    const { id, replay } = req.params
    try {
      await replays.stopReplay(id, replay, kit.context(req))
    } catch (error) {
      // It ended by itself while the button was on its way.
      if (!(error instanceof Refusal) || error.code !== 'conflict') throw error
    }
    res.redirect(303, replayHref(id, replay))
  })

  async function showForm(
    req: Request,
    res: Response,
    endpoint: EndpointView,
    values: ReplayValues,
    wanted: boolean,
    refused?: Refusal,
  ): Promise<void> {
    const { data: all } = await service.listEndpoints({ limit: OFFERED })
    const asked = wanted ? await previewOf(endpoint.id, values) : refusedAs(refused)
    const faulty = Object.keys(asked.errors).length > 0
    kit.page(req, res, {
      title: `Send again to ${endpoint.name}`,
      active: '/console/webhooks',
      status: faulty ? 422 : refused === undefined ? 200 : refused.status,
      body: (
        <ReplayForm
          csrfToken={kit.csrfToken(req, res)}
          endpoint={endpoint}
          values={values}
          errors={asked.errors}
          others={all.filter(({ id }) => id !== endpoint.id)}
          preview={asked.preview}
          refusal={asked.refusal}
        />
      ),
    })
  }

  async function previewOf(id: string, values: ReplayValues): Promise<Asked> {
    const { request, errors } = askedReplay(values)
    if (Object.keys(errors).length > 0) return { errors, preview: undefined, refusal: undefined }
    try {
      const preview = await replays.previewReplay(id, request)
      return { errors: {}, preview, refusal: undefined }
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'not_found') throw error
      return refusedAs(error)
    }
  }

  return router
}

interface Asked {
  readonly errors: Errors
  readonly preview: ReplayPreview | undefined
  /** Why it cannot be, where that is no field's fault. */
  readonly refusal: string | undefined
}

function refusedAs(refusal: Refusal | undefined): Asked {
  if (refusal?.code === 'invalid')
    return { errors: replayErrors(refusal.fields), preview: undefined, refusal: undefined }
  return { errors: {}, preview: undefined, refusal: refusal?.message }
}
