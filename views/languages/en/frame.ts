/** What stands around pages: layouts and parts that many pages have. */
export const frame = {
  skip: 'Skip to content',
  support: 'Support',
  terms: 'Terms',
  language: 'Language',
  copy: 'Copy',
  download: 'Download',
  print: 'Print',
  faults_one: '{{count}} field needs another look',
  faults_other: '{{count}} fields need another look',
} as const
