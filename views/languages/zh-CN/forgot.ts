import type { forgot as english } from '../en/forgot.ts'
import type { Translation } from '../texts.ts'

export const forgot: Translation<typeof english> = {
  title: '忘记密码',
  lead: '输入账号的邮箱，我们会发送一个链接，用于设置新密码。',
  email: '邮箱',
  submit: '发送链接',
  back: '返回登录',
  sentTitle: '请查收邮件',
  sent: '如果 <email/> 已绑定账号，你将很快收到一封包含链接的邮件。',
  notThere: '链接一小时内有效，只能使用一次。几分钟后仍未收到？请先检查垃圾邮件，再<again>重新发送</again>。',
}
