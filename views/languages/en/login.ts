/** /login */
export const login = {
  title: 'Sign in',
  to: 'to <site/>',
  noAccount: 'No account yet? <register>Register</register>',
  name: 'Username or e-mail',
  password: 'Password',
  remember: 'Stay signed in on this browser',
  forgot: 'Forgot password?',
  submit: 'Sign in',
  registered: 'The account is there. Sign in with it.',
  unmailed:
    'This server sends no mail. If nobody else has proven that address, the account is there: sign in with it.',
  operator: 'The operator is there. Sign in as them.',
  again: 'That sign-in took too long or had too many wrong codes. Begin again.',
} as const
