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
  notMe: '不是我本人操作，设置新密码',
  notMeThen: '设置新密码后所有设备都会下线。之后请检查两步验证，并告知管理员。',

  passwordSubject: '你在 {{site}} 的密码已修改',
  passwordChanged: '你在 {{site}} 的账号已启用新密码。',
  emailSubject: '你在 {{site}} 的账号已更换邮箱',
  emailChanged: '原先使用此邮箱的 {{site}} 账号，现已改用 {{email}}。',
  factorAddedSubject: '你在 {{site}} 已开启两步验证',
  factorAdded: '今后登录你在 {{site}} 的账号时，还需要输入验证器应用中的验证码。',
  factorRemovedSubject: '你在 {{site}} 的两步验证已关闭',
  factorRemoved: '今后登录你在 {{site}} 的账号时不再需要两步验证，只凭密码即可登录。',
  appLockedSubject: '你在 {{site}} 的验证器应用已停用',
  appLocked:
    '验证码连续 100 次输入错误，最近一次在 {{at}}。因此你在 {{site}} 的账号暂不再接受验证器应用的验证码。',
  appLockedOpen: '使用恢复码或通行密钥登录后即可恢复。如果都没有，请联系管理员。',
  appLockedPassword:
    '输入正确的密码后才会要求验证码。如果不是你本人操作，说明有人知道你的密码，请设置新密码。',
  codesSubject: '你在 {{site}} 的恢复码已更新',
  codes: '你在 {{site}} 的账号已生成 10 个新的恢复码，旧的恢复码已失效。',
  deviceSubject: '有新的浏览器登录了你在 {{site}} 的账号',
  device: '有人通过一个从未使用过的浏览器登录了你在 {{site}} 的账号：{{browser}}。',

  leaveSubject: '你在 {{site}} 的账号即将注销',
  leave: '有人在已登录的状态下，申请注销你在 {{site}} 的账号。',
  leaveWhen: '账号将于 {{at}} 注销。在此之前登录即可保留账号。其他设备均已下线。',
  leaveLink: '登录并保留账号',
  leaveElse: '如果是你本人操作并确定注销，无需处理。',
  leaveNotMe: '如果不是你本人操作，请登录并修改密码。如果忘记了密码，请先在此重新设置，再登录：{{url}}',
  keptSubject: '你在 {{site}} 的账号已保留',
  kept: '你在 {{site}} 的账号已取消注销。',
  goneSubject: '你在 {{site}} 的账号已注销',
  gone: '你在 {{site}} 的账号已按申请于 {{at}} 注销，无法再登录。',
  goneAgain: '这是关于该账号的最后一封邮件。',
}
