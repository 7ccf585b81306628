import type { signOut as english } from '../en/sign-out.ts'
import type { Translation } from '../texts.ts'

export const signOut: Translation<typeof english> = {
  doneTitle: '已退出登录',
  doneHeading: '已退出登录',
  done: '此浏览器不再保留登录状态。',
  again: '重新登录',
  title: '退出登录',
  who: '此浏览器当前登录的账号是 <who/>。',
  submit: '退出登录',
  stay: '保持登录',
}
