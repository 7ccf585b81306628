import type { sessions as english } from '../en/sessions.ts'
import type { Translation } from '../texts.ts'

export const sessions: Translation<typeof english> = {
  title: '登录设备',
  lead: '你的账号在以下位置登录。有不认识的？请让它下线，然后<password>修改密码</password>。',
  signedIn: '已登录',
  endOthers: '全部下线（当前除外）',
  alone: '仅当前浏览器',
  browser: '浏览器',
  address: 'IP 地址',
  began: '登录时间',
  lastSeen: '最近活动',
  action: '操作',
  thisOne: '当前浏览器',
  signOut: '退出登录',
  end: '下线',
  ended: '该设备已下线。',
  endedBefore: '该设备此前已下线。',
  othersEnded_other: '另外 {{count}} 个设备已下线。',
  unknownBrowser: '未知浏览器',
  someBrowser: '浏览器',
  browserOn: '{{system}} 上的 {{browser}}',
}
