/** A new password while it is typed; what is wrong with one is said by its fault. */
export const strength = {
  fair: 'It will do. One more word makes it stronger.',
  good: 'A good password.',
  strong: 'A strong password.',
  longEnough: 'Long enough.',
} as const
