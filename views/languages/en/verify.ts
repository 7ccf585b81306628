/** /verify-email */
export const verify = {
  title: 'Confirm your e-mail',
  lead: 'One press, and the address is proven to be yours.',
  submit: 'This is my address',
  doneTitle: 'E-mail confirmed',
  doneHeading: 'Address confirmed',
  done: '<email/> is yours. You can sign in with it.',
  toAccount: 'To my account',
  signIn: 'Sign in',
} as const
