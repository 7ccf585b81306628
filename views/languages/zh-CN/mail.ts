import type { mail as english } from '../en/mail.ts'
import type { Translation } from '../texts.ts'

export const mail: Translation<typeof english> = {
  greeting: '你好：',
  greetingName: '{{name}}，你好：',
  link: '{{label}}：\n{{url}}',
  copyLink: '也可以将此地址复制到浏览器中打开：{{url}}',
  sign: '{{product}} · {{host}}',
  once: '链接只能使用一次，有效期至 {{until}}。',

  verifySubject: '验证你在 {{site}} 的邮箱',
  verify: '有人在 {{site}} 使用此邮箱注册或绑定账号。请打开链接，确认邮箱属于你。',
  verifyLink: '验证邮箱',
  verifyElse: '如果不是你本人操作，忽略即可。没有这个链接，任何人都无法使用你的邮箱。',

  resetSubject: '重置你在 {{site}} 的密码',
  reset: '有人为你在 {{site}} 的账号申请设置新密码。请打开链接进行设置。',
  resetLink: '设置新密码',
  resetOnce: '链接只能使用一次，有效期至 {{until}}。设置后所有设备都会下线，两步验证不会关闭。',
  resetElse: '如果不是你本人操作，忽略即可，密码不会改变。',

  inviteSubject: '你在 {{site}} 的账号',
  invite: '管理员已在 {{site}} 为你创建账号。请打开链接设置密码。',
  inviteLink: '设置密码',
  inviteOnce: '链接只能使用一次，有效期至 {{until}}。如已过期，请联系管理员重新发送。',

  registeredSubject: '你已有 {{site}} 的账号',
  registered: '有人尝试用此邮箱在 {{site}} 注册。该邮箱已绑定你的账号，因此没有创建新账号。',
  registeredYou: '如果是你本人操作，请直接登录。',
  registeredLink: '登录',
  registeredForgot: '如果忘记了密码，可在此重新设置：{{url}}',
  registeredElse: '如果不是你本人操作，无需处理。对方没有得到任何关于你账号的信息。',

  happened: '{{what}}时间：{{at}}。',
  happenedFrom: '{{what}}时间：{{at}}，IP 地址：{{ip}}。',
  itWasYou: '如果是你本人操作，无需处理。',
  notMe: '不是我本人操作：设置新密码',
  notMeThen: '设置新密码后所有设备都会下线。之后请检查两步验证，并告知管理员。',

  passwordSubject: '你在 {{site}} 的密码已修改',
  passwordChanged: '你在 {{site}} 的账号已启用新密码。',
  emailSubject: '你在 {{site}} 的账号已更换邮箱',
  emailChanged: '原先使用此邮箱的 {{site}} 账号，现已改用 {{email}}。',
  factorAddedSubject: '你在 {{site}} 已开启两步验证',
  factorAdded: '今后登录你在 {{site}} 的账号时，还需要输入验证器应用中的验证码。',
  factorRemovedSubject: '你在 {{site}} 的两步验证已关闭',
  factorRemoved: '今后登录你在 {{site}} 的账号时不再需要两步验证，只凭密码即可登录。',
  codesSubject: '你在 {{site}} 的恢复码已更新',
  codes: '你在 {{site}} 的账号已生成 10 个新的恢复码，旧的恢复码已失效。',
  deviceSubject: '有新的浏览器登录了你在 {{site}} 的账号',
  device: '有人通过一个从未使用过的浏览器登录了你在 {{site}} 的账号：{{browser}}。',
}
