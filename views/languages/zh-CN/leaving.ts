import type { leaving as english } from '../en/leaving.ts'
import type { Translation } from '../texts.ts'

export const leaving: Translation<typeof english> = {
  title: '注销账号',
  what_other:
    '其他设备会立即下线。{{count}} 天后账号将被永久删除，包括个人资料、密码和两步验证。在此之前登录即可保留账号。',
  others: '账号删除时，使用此账号的服务会收到通知。',
  begin: '注销我的账号',
  last: '你是此服务器的最后一名管理员。请先将其他用户设为管理员，再注销账号。',
  soon: '此账号将于 {{at}} 注销',
  soonWhat: '在此之前登录，或点击本页的按钮，即可保留账号。',
  keep: '保留我的账号',
  look: '保留账号或下载数据副本',
  kept: '账号已保留，不会删除任何内容。',
  keptBySignIn: '此账号原定注销。由于你已登录，账号已保留。',
}
