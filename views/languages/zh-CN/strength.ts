import type { strength as english } from '../en/strength.ts'
import type { Translation } from '../texts.ts'

export const strength: Translation<typeof english> = {
  fair: '可以使用，再加一个词会更安全。',
  good: '密码强度良好。',
  strong: '密码强度高。',
  longEnough: '长度符合要求。',
}
