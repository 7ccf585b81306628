import type { VNode } from 'preact'
import { useTexts } from '../languages/reader.ts'
import { Why } from './why.tsx'

/** After two wrong codes in a row, whatever they were: the reason that nobody thinks of. */
export function ClockDoubt(): VNode {
  return (
    <div class="mb-3">
      <Why icon="clock">{useTexts()('secondStep.clockDoubt')}</Why>
    </div>
  )
}
