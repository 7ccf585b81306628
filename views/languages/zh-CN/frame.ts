import type { frame as english } from '../en/frame.ts'
import type { Translation } from '../texts.ts'

export const frame: Translation<typeof english> = {
  skip: '跳到正文',
  support: '帮助',
  terms: '服务条款',
  language: '语言',
  copy: '复制',
  download: '下载',
  print: '打印',
  faults_other: '有 {{count}} 处需要修改',
}
