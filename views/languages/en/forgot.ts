/** /forgot-password */
export const forgot = {
  title: 'Forgotten password',
  lead: 'Type the e-mail address of your account. We send a link by which you choose a new password.',
  email: 'E-mail',
  submit: 'Send the link',
  back: 'Back to signing in',
  sentTitle: 'Check your mail',
  sent: 'If an account has the address <email/>, a link is on its way to it.',
  notThere:
    'The link works once, for an hour. No mail after a few minutes? Look among the unwanted ones, then <again>ask again</again>.',
} as const
