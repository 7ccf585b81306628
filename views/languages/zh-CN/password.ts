import type { password as english } from '../en/password.ts'
import type { Translation } from '../texts.ts'

export const password: Translation<typeof english> = {
  title: '密码',
  lead: '修改密码后，其他浏览器都会退出登录，当前浏览器不受影响。',
  change: '修改密码',
  current: '当前密码',
  new: '新密码',
  hint: '至少 {{min}} 个字符，种类不限。',
  told: '修改后我们会发邮件通知你。如果不是你本人操作，请按邮件中的说明处理。',
  changed: '密码已修改，其他浏览器均已退出登录。',
  expired: '请设置新密码',
  expiredWhat: '管理员要求你更换密码。完成后即可打开其他页面。',
}
