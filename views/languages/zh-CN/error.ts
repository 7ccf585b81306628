import type { error as english } from '../en/error.ts'
import type { Translation } from '../texts.ts'

export const error: Translation<typeof english> = {
  title: '操作未完成',
  title400: '无法识别的请求',
  title401: '请先登录',
  title403: '没有权限',
  title404: '页面不存在',
  title405: '不支持的操作方式',
  title409: '内容已发生变化',
  title410: '内容已失效',
  title413: '内容过大',
  title415: '不支持的格式',
  title422: '请求被拒绝',
  title500: '出现故障',
  title503: '暂时不可用',
  tooMany: '尝试次数过多',
  tooManyWhy: '来自此处或针对此账号的尝试过多。账号不会被永久锁定。',
  busy: '服务器繁忙',
  busyWhy: '当前登录人数较多，服务器暂时无法处理。你提交的内容没有被保存，也没有丢失。',
  again: '请在 {{span}}后重试。',
  home: '返回首页',
  signIn: '返回登录',
  request: '状态 {{status}} · 请求 <id/>',
}
