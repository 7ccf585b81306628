import { type Router as ExpressRouter, Router } from 'express'
import { type Errors, Refusal } from '#gatepost'
import type { Explanation } from '../usecases/explain-delivery.ts'
import { LedgerPage } from '../views/ledger-page.tsx'
import { LEDGER, type WhyValues } from '../views/why-form.tsx'
import { WhyPage } from '../views/why-page.tsx'
import type { Console } from './console.ts'
import { queryText } from './read-fields.ts'

/** Webhooks on one page of the ledger. */
const SHOWN = 50
/** Webhooks offered in the form. */
const OFFERED = 200

/** The proof that nothing was lost, and the answer to "why was this not sent?". */
export function ledgerRoutes(console: Console): ExpressRouter {
  const { kit, ledger } = console
  const router = Router()

  router.get('/ledger', async (req, res) => {
    const [{ endpoints, ...rest }, offered] = await Promise.all([ledger.readLedger(), offeredIn(console)])
    const lines = [
      ...endpoints.filter(({ difference }) => difference !== 0),
      ...endpoints.filter(({ difference }) => difference === 0),
    ]
    // An id that is not there begins anew.
    const begin = lines.findIndex(({ endpoint }) => endpoint.id === queryText(req, 'after')) + 1
    const shown = lines.slice(begin, begin + SHOWN)
    kit.page(req, res, {
      title: 'Ledger',
      active: LEDGER,
      body: (
        <LedgerPage
          ledger={rest}
          lines={shown}
          next={begin + SHOWN < lines.length ? (shown.at(-1)?.endpoint.id ?? null) : null}
          first={begin === 0}
          why={{ values: { event: '', endpoint: '' }, errors: {}, endpoints: offered }}
        />
      ),
    })
  })

  router.get('/ledger/why', async (req, res) => {
    const values = { event: queryText(req, 'event'), endpoint: queryText(req, 'endpoint') }
    const [{ explanation, errors, status }, endpoints] = await Promise.all([
      answerOf(console, values),
      offeredIn(console),
    ])
    kit.page(req, res, {
      title: 'Why was an event not sent?',
      active: LEDGER,
      status,
      body: <WhyPage values={values} errors={errors} endpoints={endpoints} explanation={explanation} />,
    })
  })

  return router
}

async function offeredIn({ service }: Console): Promise<{ id: string; name: string }[]> {
  const { data } = await service.listEndpoints({ limit: OFFERED })
  return data.map(({ id, name }) => ({ id, name }))
}

interface Answered {
  readonly explanation: Explanation | undefined
  readonly errors: Errors
  readonly status: number
}

/** A form that is filled in by half is no fault: a page links to it with what it knows. */
async function answerOf({ ledger }: Console, { event, endpoint }: WhyValues): Promise<Answered> {
  const errors: Record<string, string> = {}
  if (event !== '' && !event.startsWith('evt_')) errors.event = 'Write the id of an event: evt_…'
  if (endpoint !== '' && !endpoint.startsWith('ep_')) errors.endpoint = 'Choose one of these.'
  if (Object.keys(errors).length > 0) return { explanation: undefined, errors, status: 422 }
  if (event === '' || endpoint === '') return { explanation: undefined, errors, status: 200 }
  try {
    // A message's id in the GenAuth format is the event's with a name behind it.
    const asked = event.replace(/^(evt_[^-]+).*$/, '$1')
    return { explanation: await ledger.explain(asked, endpoint), errors, status: 200 }
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not_found') throw error
    const field = error.message.includes(endpoint) ? 'endpoint' : 'event'
    return { explanation: undefined, errors: { [field]: error.message }, status: 404 }
  }
}
