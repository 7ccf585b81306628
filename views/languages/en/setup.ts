/** /setup: the first operator */
export const setup = {
  title: 'First operator',
  heading: 'Create the first operator',
  lead: 'This server has nobody who may open its console yet. Whoever is created here may.',
  name: 'Name',
  email: 'E-mail',
  username: 'Username',
  usernameHint: 'Anything without @. It may stay empty.',
  password: 'Password',
  passwordHint: 'At least {{min}} characters of any kind.',
  submit: 'Create the operator',
} as const
