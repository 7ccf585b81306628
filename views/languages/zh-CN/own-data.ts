import type { ownData as english } from '../en/own-data.ts'
import type { Translation } from '../texts.ts'

export const ownData: Translation<typeof english> = {
  title: '我的数据',
  lead: '此服务器保存的关于你的数据，可以随时带走。',
  copy: '数据副本',
  what: '一个 JSON 文件，包含个人资料、登录设备、账号保护方式及开启时间，以及与你有关的事件。文件中没有密码和验证码。下载前需要再次输入密码。',
  download: '下载副本',
}
