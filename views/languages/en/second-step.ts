/** /login/mfa */
export const secondStep = {
  title: 'Second factor',
  heading: 'Prove it is you',
  askCode: 'The password was right. Type the six digits that your authenticator app shows for <who/>.',
  askRecovery: 'The password was right. Type one of the recovery codes that you put away for <who/>.',
  tries_one: 'You have {{count}} try, {{within}}.',
  tries_other: 'You have {{count}} tries, {{within}}.',
  within_one: 'for {{count}} more minute',
  within_other: 'for {{count}} more minutes',
  clockDoubt:
    'Two wrong codes or more in a row: check that the phone sets its clock by itself. The codes are made from the time.',
  once: 'A code works once.',
  code: 'Code',
  recovery: 'Recovery code',
  submit: 'Continue',
  useRecovery: 'Phone not at hand? <recovery>Use a recovery code</recovery>',
  useApp: 'Use the code of the app',
  startAgain: 'Start again',
} as const
