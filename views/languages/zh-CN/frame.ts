import type { frame as english } from '../en/frame.ts'
import type { Translation } from '../texts.ts'

export const frame: Translation<typeof english> = {
  skip: '跳到正文',
  support: '帮助',
  terms: '服务条款',
  language: '语言',
  copy: '复制',
  copied: '已复制',
  copyFailed: '无法复制，请手动选择',
  download: '下载',
  print: '打印',
  codesTitle: '{{product}} 恢复码',
  codesOnce: '每个仅限使用一次。',
  codesFile: '恢复码.txt',
  faults_other: '有 {{count}} 处需要修改',
}
