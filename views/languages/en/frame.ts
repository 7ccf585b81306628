/** What stands around pages: layouts and parts that many pages have. */
export const frame = {
  skip: 'Skip to content',
  support: 'Support',
  terms: 'Terms',
  language: 'Language',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Not allowed; mark it by hand',
  download: 'Download',
  print: 'Print',
  codesTitle: '{{product}} recovery codes',
  codesOnce: 'Each works once.',
  codesFile: 'recovery-codes.txt',
  faults_one: '{{count}} field needs another look',
  faults_other: '{{count}} fields need another look',
} as const
