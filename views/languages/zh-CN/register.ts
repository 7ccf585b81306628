import type { register as english } from '../en/register.ts'
import type { Translation } from '../texts.ts'

export const register: Translation<typeof english> = {
  title: '注册',
  atByEmail: '使用邮箱注册 <site/>',
  atByEither: '注册 <site/>，用户名和邮箱至少填写一项',
  signInInstead: '已有账号？<signIn>直接登录</signIn>',
  name: '姓名',
  username: '用户名',
  usernameHint: '不能包含 @。',
  email: '邮箱',
  emailHint: '仅限以下域名的邮箱：{{domains}}。',
  password: '密码',
  passwordHint: '至少 {{min}} 个字符，种类不限。几个词连在一起，好记又安全。',
  submit: '注册',
  signIn: '登录',
  byInvitation: '此处仅限受邀注册。请联系管理员，邀请会通过邮件发送给你。',
  closed: '此处不开放注册，账号由管理员创建。',
  sentTitle: '请查收邮件',
  sent: '我们已向 <email/> 发送邮件，请按邮件中的说明继续。',
  notThere: '几分钟后仍未收到？请先检查垃圾邮件，再<again>重新注册</again>。',
}
