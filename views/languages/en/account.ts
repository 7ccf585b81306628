/** The frame of a person's own pages. */
export const account = {
  menu: 'Account',
  mine: 'My account',
  console: 'Console',
  signOut: 'Sign out',
  profile: 'Profile',
  password: 'Password',
  mfa: 'Second factor',
  sessions: 'Sessions',
  activity: 'Activity',
  data: 'Your data',
} as const
