import type { Express } from 'express'
import { generateSync } from 'otplib'
import { createOperator } from '../../src/usecases/create-operator.ts'
import type { TestApp } from './app.ts'
import { type PageVisitor, visitor } from './visit.ts'

export const PASSWORD = 'seven quiet lanterns hum'

/** Registers somebody by username; nobody is signed in by it. */
export async function register(app: Express, username: string): Promise<void> {
  const answer = await visitor(app).submit('/register', { username, password: PASSWORD })
  if (answer.status !== 303) throw new Error(`registering ${username} answered ${answer.status}`)
}

/** The password step of a sign-in; the browser is given back however it went. */
export async function givePassword(app: Express, login: string, password = PASSWORD): Promise<PageVisitor> {
  const browser = visitor(app)
  await browser.submit('/login', { login, password })
  return browser
}

/** An operator, signed in by password. */
export async function signedInOperator({ app, deps }: TestApp, username = 'opa'): Promise<PageVisitor> {
  await createOperator(deps, { username, password: PASSWORD }, { actor: { type: 'cli' } })
  return givePassword(app, username)
}

export interface Enrolled {
  readonly secret: string
  readonly recoveryCodes: readonly string[]
}

/** Turns the second factor on for the browser's user; the code of the present time step is used up by it. */
export async function enrol(browser: PageVisitor, now: number): Promise<Enrolled> {
  const begun = await browser.submit('/account/mfa/begin', { password: PASSWORD }, '/account/mfa')
  const key = /id="mfa-key">([^<]+)</.exec(begun.text)?.[1]
  if (key === undefined) throw new Error(`beginning the enrolment answered ${begun.status}`)
  const secret = key.replaceAll(' ', '')
  const csrf = /name="_csrf" value="([^"]+)"/.exec(begun.text)?.[1] ?? ''
  const confirmed = await browser.post('/account/mfa/confirm', { code: codeAt(secret, now), _csrf: csrf })
  const recoveryCodes = confirmed.text.match(/\b(?:[0-9a-z]{4}-){3}[0-9a-z]{4}\b/g) ?? []
  if (recoveryCodes.length < 10) throw new Error(`confirming the enrolment answered ${confirmed.status}`)
  return { secret, recoveryCodes: [...new Set(recoveryCodes)] }
}

/** What the app shows at that time, in UTC epoch milliseconds. */
export function codeAt(secret: string, now: number): string {
  return generateSync({ secret, epoch: Math.floor(now / 1000) })
}
