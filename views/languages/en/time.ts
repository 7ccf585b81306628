/** Lengths of time and where they lie. */
export const time = {
  none: '–',
  now: 'now',
  ago: '{{span}} ago',
  in: 'in {{span}}',
  seconds_one: '{{count}} second',
  seconds_other: '{{count}} seconds',
  minutes_one: '{{count}} minute',
  minutes_other: '{{count}} minutes',
  hours_one: '{{count}} hour',
  hours_other: '{{count}} hours',
  days_one: '{{count}} day',
  days_other: '{{count}} days',
} as const
