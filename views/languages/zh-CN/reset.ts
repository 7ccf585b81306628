import type { reset as english } from '../en/reset.ts'
import type { Translation } from '../texts.ts'

export const reset: Translation<typeof english> = {
  title: '设置新密码',
  lead: '你申请了设置新密码的链接，请在此继续。',
  open: '设置新密码',
  heading: '设置新密码',
  ends: '保存后，所有已登录此账号的浏览器都会退出登录。',
  password: '新密码',
  hint: '至少 {{min}} 个字符，种类不限。',
  submit: '保存新密码',
  factorStays: '两步验证保持开启，下次登录时仍需验证。',
  doneTitle: '密码已修改',
  doneHeading: '新密码已生效',
  done: '所有设备均已下线，请使用新密码登录。',
  signIn: '登录',
}
