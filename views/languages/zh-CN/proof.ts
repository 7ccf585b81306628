import type { proof as english } from '../en/proof.ts'
import type { Translation } from '../texts.ts'

export const proof: Translation<typeof english> = {
  title: '再次输入密码',
  heading: '请再次输入密码',
  why: '接下来的操作难以撤销，请 <who/> 确认一次身份，之后十分钟内不再询问。',
  password: '密码',
  submit: '继续',
  onceMore: '密码已确认，请再点击一次按钮。',
  factorTitle: '需要两步验证',
  factorHeading: '进入控制台需要两步验证',
  factorUnused: '本次登录没有使用两步验证。请退出后重新登录。',
  factorNone: '你的账号尚未开启两步验证。只需一分钟和一个验证器应用即可设置。',
  signOut: '退出登录',
  setUp: '设置两步验证',
}
