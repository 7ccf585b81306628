import type { time as english } from '../en/time.ts'
import type { Translation } from '../texts.ts'

export const time: Translation<typeof english> = {
  none: '–',
  now: '刚刚',
  ago: '{{span}}前',
  in: '{{span}}后',
  seconds_other: '{{count}} 秒',
  minutes_other: '{{count}} 分钟',
  hours_other: '{{count}} 小时',
  days_other: '{{count}} 天',
}
