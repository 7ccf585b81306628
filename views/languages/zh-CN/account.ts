import type { account as english } from '../en/account.ts'
import type { Translation } from '../texts.ts'

export const account: Translation<typeof english> = {
  menu: '账号',
  mine: '我的账号',
  console: '控制台',
  signOut: '退出登录',
  profile: '个人资料',
  password: '密码',
  mfa: '两步验证',
  sessions: '登录设备',
  activity: '账号动态',
  data: '我的数据',
}
