/** Mails to persons. `site` is what the operator calls the server, `at` a time with its zone. */
export const mail = {
  greeting: 'Good day,',
  greetingName: 'Good day {{name}},',
  link: '{{label}}:\n{{url}}',
  copyLink: 'Or copy this address into your browser: {{url}}',
  sign: '{{product}} at {{host}}',
  once: 'The link works once, until {{until}}.',

  verifySubject: 'Confirm your e-mail address for {{site}}',
  verify: 'This address was given for an account at {{site}}. Open the link to confirm that it is yours.',
  verifyLink: 'Confirm the address',
  verifyElse: 'If you know nothing of it, leave it: without the link nobody can use your address there.',

  resetSubject: 'A new password for {{site}}',
  reset: 'Somebody asked for a new password for your account at {{site}}. Open the link to choose one.',
  resetLink: 'Choose a new password',
  resetOnce:
    'The link works once, until {{until}}. It ends all sessions and does not turn off a second factor.',
  resetElse: 'If it was not you, leave it: the password stays as it is.',

  inviteSubject: 'Your account at {{site}}',
  invite: 'An account at {{site}} was made for you. Open the link to choose its password.',
  inviteLink: 'Choose a password',
  inviteOnce:
    'The link works once, until {{until}}. If it is too old, ask the people who run the server for another.',

  registeredSubject: 'You already have an account at {{site}}',
  registered:
    'Somebody tried to register at {{site}} with this address. It belongs to your account already, so no new one was made.',
  registeredYou: 'If it was you, sign in instead.',
  registeredLink: 'Sign in',
  registeredForgot: 'If you forgot the password, choose a new one at {{url}}',
  registeredElse:
    'If it was not you, there is nothing to do. Whoever tried was told nothing about your account.',

  happened: '{{what}} It happened on {{at}}.',
  happenedFrom: '{{what}} It happened on {{at}}, from {{ip}}.',
  itWasYou: 'If it was you, there is nothing to do.',
  notMe: 'It was not me: choose a new password',
  notMeThen:
    'A new password ends all sessions. Then look at your second factor, and tell the people who run the server.',

  passwordSubject: 'Your password at {{site}} was changed',
  passwordChanged: 'The password of your account at {{site}} is new.',
  emailSubject: 'The e-mail address of your account at {{site}} was changed',
  emailChanged: 'The account at {{site}} that used this address now uses {{email}}.',
  factorAddedSubject: 'A second factor was added at {{site}}',
  factorAdded: 'Signing in to your account at {{site}} now also asks for a code of an authenticator app.',
  factorRemovedSubject: 'The second factor was removed at {{site}}',
  factorRemoved:
    'Signing in to your account at {{site}} no longer asks for a second factor: the password alone opens it.',
  appLockedSubject: 'Your app opens nothing any more at {{site}}',
  appLocked:
    'There were 100 wrong codes in a row, the last on {{at}}. So your account at {{site}} takes no code of the authenticator app any more.',
  appLockedOpen:
    'A recovery code or a passkey opens it again. Without one, ask the people who run the server.',
  appLockedPassword:
    'Codes are asked for after the password. If it was not you who typed them, somebody knows yours: choose a new one.',
  codesSubject: 'New recovery codes at {{site}}',
  codes: 'Your account at {{site}} has ten new recovery codes. The old ones no longer work.',
  deviceSubject: 'A new browser signed in to your account at {{site}}',
  device:
    'Somebody signed in to your account at {{site}} from a browser that had not done so before: {{browser}}.',

  leaveSubject: 'Your account at {{site}} will be deleted',
  leave: 'Somebody who is signed in to your account at {{site}} asked to delete it.',
  leaveWhen: 'It is deleted on {{at}}. Until then signing in keeps it. All other sessions have ended.',
  leaveLink: 'Sign in and keep the account',
  leaveElse: 'If it was you and you want to leave, there is nothing to do.',
  leaveNotMe:
    'If it was not you, sign in and change your password. If you no longer know it, choose a new one at {{url}} and then sign in.',
  keptSubject: 'Your account at {{site}} stays',
  kept: 'The deletion of your account at {{site}} was called off.',
  goneSubject: 'Your account at {{site}} is deleted',
  gone: 'As asked, your account at {{site}} was deleted on {{at}}. Nobody can sign in to it any more.',
  goneAgain: 'This is the last mail about it.',
} as const
