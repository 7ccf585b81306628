import type { login as english } from '../en/login.ts'
import type { Translation } from '../texts.ts'

export const login: Translation<typeof english> = {
  title: '登录',
  to: '登录到 <site/>',
  noAccount: '还没有账号？<register>立即注册</register>',
  name: '用户名或邮箱',
  password: '密码',
  remember: '在此浏览器上保持登录',
  forgot: '忘记密码',
  submit: '登录',
  registered: '账号已创建，请登录。',
  unmailed: '此服务器不发送邮件。如果该邮箱尚未被他人验证，账号已经创建，可以直接登录。',
  operator: '管理员账号已创建，请登录。',
  again: '登录超时或验证码错误次数过多，请重新登录。',
}
