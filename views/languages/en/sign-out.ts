/** /logout */
export const signOut = {
  doneTitle: 'Signed out',
  doneHeading: 'You are signed out',
  done: 'This browser holds no session any more.',
  again: 'Sign in again',
  title: 'Sign out',
  who: 'This browser is signed in as <who/>.',
  submit: 'Sign out',
  stay: 'Stay signed in',
} as const
