/** /reset-password, also behind an invitation */
export const reset = {
  title: 'New password',
  lead: 'You asked for a link to choose a new password. Here it goes on.',
  open: 'Choose a new password',
  heading: 'Choose a new password',
  ends: 'Every browser that is signed in to this account is then signed out.',
  password: 'New password',
  hint: 'At least {{min}} characters of any kind.',
  submit: 'Save the new password',
  factorStays: 'A second factor stays on and is asked for at the next sign-in.',
  doneTitle: 'Password changed',
  doneHeading: 'The password is new',
  done: 'All sessions have ended. Sign in with the new password.',
  signIn: 'Sign in',
} as const
