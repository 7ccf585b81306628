/** A one-time link that no longer works. */
export const link = {
  title: 'Link no longer works',
  heading: 'This link no longer works',
  why: 'It was used already, is too old, or was replaced by a newer one.',
  sendNew: 'Send a new link',
  verifyNext: 'If you pressed it before, the address is confirmed. If not, your profile sends a new one.',
  toProfile: 'To my profile',
  signIn: 'Sign in',
  setup:
    'The link to create the first operator lives for 30 minutes and ends once there is one. Start the server again to have a new one printed in its terminal, or <signIn>sign in</signIn>.',
} as const
