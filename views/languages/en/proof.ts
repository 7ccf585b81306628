/** The password once more (/account/confirm), and the second factor that the console asks for. */
export const proof = {
  title: 'Password again',
  heading: 'Your password again',
  why: 'What comes next cannot easily be taken back. We ask <who/> once, then not for ten minutes.',
  password: 'Password',
  submit: 'Go on',
  onceMore: 'After the password, press the button once more.',
  factorTitle: 'Second factor needed',
  factorHeading: 'The console wants a second factor',
  factorUnused: 'This session began without yours. Sign out, then sign in with it.',
  factorNone: 'Your account has none yet. Setting one up takes a minute and an authenticator app.',
  signOut: 'Sign out',
  setUp: 'Set up a second factor',
} as const
