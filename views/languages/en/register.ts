/** /register */
export const register = {
  title: 'Register',
  atByEmail: 'at <site/> with your e-mail address',
  atByEither: 'at <site/>, with a username, an e-mail address, or both',
  signInInstead: 'Registered already? <signIn>Sign in</signIn>',
  name: 'Name',
  username: 'Username',
  usernameHint: 'Anything without @.',
  email: 'E-mail',
  emailHint: 'An address at {{domains}}.',
  password: 'Password',
  passwordHint: 'At least {{min}} characters of any kind. A few words in a row are easy to keep.',
  submit: 'Register',
  signIn: 'Sign in',
  byInvitation:
    'Accounts here are by invitation. Ask the people who run this server: the invitation comes by mail.',
  closed: 'Nobody can register here. Accounts are made by the people who run this server.',
  sentTitle: 'Check your mail',
  sent: 'We have written to <email/>. The mail says how to go on.',
  notThere: 'No mail after a few minutes? Look among the unwanted ones, then <again>register again</again>.',
} as const
