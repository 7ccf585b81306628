import type { secondStep as english } from '../en/second-step.ts'
import type { Translation } from '../texts.ts'

export const secondStep: Translation<typeof english> = {
  title: '两步验证',
  heading: '验证你的身份',
  askCode: '密码正确。请输入验证器应用中 <who/> 的 6 位验证码。',
  askRecovery: '密码正确。请输入你为 <who/> 保存的一个恢复码。',
  tries_other: '还可以尝试 {{count}} 次，{{within}}。',
  within_other: '{{count}} 分钟内有效',
  clockDoubt: '验证码已连续输错两次以上：请检查手机是否自动设置时间，验证码由时间生成。',
  once: '每个恢复码只能使用一次。',
  code: '验证码',
  recovery: '恢复码',
  submit: '继续',
  useRecovery: '手机不在身边？<recovery>使用恢复码</recovery>',
  useApp: '使用应用中的验证码',
  startAgain: '重新登录',
}
