import type { VNode } from 'preact'
import { Icon, Time, Why } from '#gatepost'
import type { FilterTrial } from './endpoint-form-values.ts'

/** Events named one by one. */
const NAMED = 10

/** What the form as it stands would have sent of the newest real events, and what its filter leaves out. */
export function FilterTrialPart({ trial }: { readonly trial: FilterTrial }): VNode {
  const { rows } = trial
  return (
    <div class="mt-3 pt-3 border-top">
      <h3 class="subheader mb-2">Tried on the newest {trial.looked} events</h3>
      <p class="mb-2">{summary(trial)}</p>
      {!trial.faulty && rows.length > 0 && (
        <ul class="list-unstyled mb-0 trial">
          {rows.slice(0, NAMED).map(({ id, type, at, passes }) => (
            <li key={id} class={passes ? '' : 'text-secondary'}>
              <Icon name={passes ? 'check' : 'ban'} />
              <a href={`/console/events/${encodeURIComponent(id)}`} class="min-w-0 text-truncate">
                <code>{type}</code>
              </a>
              <span class="visually-hidden">{passes ? 'goes out' : 'is left out'}</span>
              <span class="ms-auto text-secondary num text-nowrap">
                <Time at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {!trial.faulty && trial.filtered && rows.some(({ passes }) => !passes) && (
        <div class="mt-2">
          <Why icon="ban">What is left out is recorded as skipped, with the filter as the reason.</Why>
        </div>
      )}
    </div>
  )
}

function summary({ looked, faulty, filtered, rows }: FilterTrial): string {
  if (looked === 0) return 'The log is empty. The first registration is the first event.'
  if (faulty) return 'The filter cannot be read yet; see its field.'
  if (rows.length === 0) return 'None of them is among the events chosen here.'
  const wanted = rows.length === 1 ? '1 is among its events' : `${rows.length} are among its events`
  if (!filtered) return `${wanted}; without a filter ${rows.length === 1 ? 'it goes' : 'all go'} out.`
  const out = rows.filter(({ passes }) => passes).length
  const lets = out === 0 ? 'the filter lets none of them through' : `the filter lets ${out} through`
  return `${wanted}; ${lets}.`
}
