import type { link as english } from '../en/link.ts'
import type { Translation } from '../texts.ts'

export const link: Translation<typeof english> = {
  title: '链接已失效',
  heading: '此链接已失效',
  why: '它已被使用、已过期，或已被更新的链接取代。',
  sendNew: '重新发送链接',
  verifyNext: '如果你之前点击过，邮箱已经验证成功。否则可以在个人资料中重新发送。',
  toProfile: '前往个人资料',
  signIn: '登录',
  setup:
    '用于创建首位管理员的链接有效期为 30 分钟，管理员创建后即失效。重新启动服务器，终端会显示新的链接；也可以直接<signIn>登录</signIn>。',
}
