import type { verify as english } from '../en/verify.ts'
import type { Translation } from '../texts.ts'

export const verify: Translation<typeof english> = {
  title: '验证邮箱',
  lead: '点击按钮，确认这个邮箱属于你。',
  submit: '确认是我的邮箱',
  doneTitle: '邮箱已验证',
  doneHeading: '邮箱已验证',
  done: '<email/> 已属于你，可以用它登录。',
  toAccount: '进入我的账号',
  signIn: '登录',
}
