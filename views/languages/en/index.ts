import { account } from './account.ts'
import { activity } from './activity.ts'
import { error } from './error.ts'
import { fault } from './fault.ts'
import { forgot } from './forgot.ts'
import { frame } from './frame.ts'
import { leaving } from './leaving.ts'
import { link } from './link.ts'
import { login } from './login.ts'
import { mail } from './mail.ts'
import { mfa } from './mfa.ts'
import { ownData } from './own-data.ts'
import { passkey } from './passkey.ts'
import { password } from './password.ts'
import { profile } from './profile.ts'
import { proof } from './proof.ts'
import { register } from './register.ts'
import { reset } from './reset.ts'
import { secondStep } from './second-step.ts'
import { sessions } from './sessions.ts'
import { setup } from './setup.ts'
import { signOut } from './sign-out.ts'
import { strength } from './strength.ts'
import { time } from './time.ts'
import { verify } from './verify.ts'

/** Every text in English; the other languages have the same keys. */
export const en = {
  account,
  activity,
  error,
  fault,
  forgot,
  frame,
  leaving,
  link,
  login,
  mail,
  mfa,
  ownData,
  passkey,
  password,
  profile,
  proof,
  register,
  reset,
  secondStep,
  sessions,
  setup,
  signOut,
  strength,
  time,
  verify,
} as const
