/** The end of an account, on /account/data */
export const leaving = {
  title: 'Delete the account',
  what_one:
    'All other sessions end at once. The account is deleted after one day, for good: profile, password and second factors. Signing in before then keeps it.',
  what_other:
    'All other sessions end at once. The account is deleted after {{count}} days, for good: profile, password and second factors. Signing in before then keeps it.',
  others: 'Services that use this account are told when it is deleted.',
  begin: 'Delete my account',
  last: 'You are the last operator of this server. Make another user operator before you delete your account.',
  soon: 'This account will be deleted on {{at}}',
  soonWhat: 'Signing in before then keeps it, and so does the button on this page.',
  keep: 'Keep my account',
  look: 'Keep it or take a copy of your data',
  kept: 'Your account stays. Nothing will be deleted.',
  keptBySignIn: 'Your account was to be deleted. You signed in, so it stays.',
} as const
