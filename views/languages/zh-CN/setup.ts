import type { setup as english } from '../en/setup.ts'
import type { Translation } from '../texts.ts'

export const setup: Translation<typeof english> = {
  title: '首位管理员',
  heading: '创建首位管理员',
  lead: '目前还没有人可以进入此服务器的控制台。在此创建的账号将拥有该权限。',
  name: '姓名',
  email: '邮箱',
  username: '用户名',
  usernameHint: '不能包含 @，可以不填。',
  password: '密码',
  passwordHint: '至少 {{min}} 个字符，种类不限。',
  submit: '创建管理员',
}
