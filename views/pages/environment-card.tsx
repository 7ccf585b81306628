import type { VNode } from 'preact'
import type { EffectiveSetting } from '../../src/domain/settings.ts'
import { Card } from '../partials/card.tsx'
import { Table } from '../partials/table.tsx'

/** What the environment of the server sets, secrets by their name alone. Nothing where there is nothing. */
export function EnvironmentCard({
  settings,
}: {
  readonly settings: readonly EffectiveSetting[]
}): VNode | null {
  if (settings.length === 0) return null
  return (
    <Card title="Set where the server starts" aside="a change takes a restart" padded={false}>
      <Table
        label="Settings of the environment"
        columns={['Setting', 'In force', { text: 'From', right: true }]}
      >
        {settings.map(({ name, description, secret, set, value }) => (
          <tr key={name}>
            <td class="wrap">
              <code>{name}</code>
              <div class="text-secondary d-none d-md-block">{description.replaceAll('`', '')}</div>
            </td>
            <td class="wrap all in-force">
              {secret ? (
                <span class="text-secondary">{set ? 'set, and never shown' : 'not set'}</span>
              ) : value === null ? (
                '–'
              ) : (
                <code class="text-break">{value}</code>
              )}
            </td>
            <td class="r text-secondary end">{set ? 'environment' : value === null ? '–' : 'default'}</td>
          </tr>
        ))}
      </Table>
    </Card>
  )
}
