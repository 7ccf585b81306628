/** /account/data */
export const ownData = {
  title: 'Your data',
  lead: 'What this server keeps about you, to take with you.',
  copy: 'A copy of your data',
  what: 'One JSON file with your profile, your sessions, since when your account is protected and how, and the events about you. No password and no code is in it. We ask for your password before.',
  download: 'Download the copy',
} as const
