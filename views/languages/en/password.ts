/** /account/password */
export const password = {
  title: 'Password',
  lead: 'With a new password every other browser is signed out. This one stays.',
  change: 'Change the password',
  current: 'Current password',
  new: 'New password',
  hint: 'At least {{min}} characters of any kind.',
  told: 'A mail tells you of the change. If it was not you, that mail says what to do.',
  changed: 'The password is new. Every other browser is signed out.',
  expired: 'Choose a new password',
  expiredWhat: 'The people who run this server ask for it. The other pages open once it is done.',
} as const
