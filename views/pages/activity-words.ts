import type { Activity } from '../../src/domain/activity.ts'
import type { PlainKey, Reader } from '../languages/index.ts'

/** Fields of a profile that have a word on the page of the profile. */
const FIELDS: Readonly<Record<string, PlainKey>> = {
  email: 'profile.email',
  name: 'profile.name',
  givenName: 'profile.givenName',
  familyName: 'profile.familyName',
  username: 'profile.username',
  phone: 'profile.phone',
  locale: 'profile.locale',
  zoneinfo: 'profile.zoneinfo',
}
const METHODS: Readonly<Record<string, PlainKey>> = {
  password: 'activity.byPassword',
  totp: 'activity.byApp',
  passkey: 'activity.byPasskey',
  recovery_code: 'activity.byRecoveryCode',
}
const REFUSED: Readonly<Record<string, PlainKey>> = {
  locked: 'activity.refusedWaiting',
  mfa_failed: 'activity.refusedFactor',
  blocked: 'activity.refusedBlocked',
  hook: 'activity.refused',
}
const PASSWORDS: Readonly<Record<string, PlainKey>> = {
  reset: 'activity.passwordReset',
  operator: 'activity.passwordSet',
}

/** What happened, in a sentence. `labels`: those of the operator's own fields, by key. */
export function activityWords(
  { type, facts }: Pick<Activity, 'type' | 'facts'>,
  { t, said, time, language }: Reader,
  labels: Readonly<Record<string, string>>,
): string {
  const list = (words: readonly string[]) => words.join(language === 'zh-CN' ? '、' : ', ')
  const word = (key: PlainKey) => said({ key })
  const app = facts.factor === 'totp'
  const until = facts.until === undefined ? '–' : time(Date.parse(facts.until), 'full')
  switch (type) {
    case 'user.registered':
      return t('activity.registered')
    case 'user.updated':
      return changed()
    case 'user.invited':
      return t('activity.invited')
    case 'user.blocked':
      return t('activity.blocked')
    case 'user.unblocked':
      return t('activity.unblocked')
    case 'user.deletion_requested':
      return t('activity.leaving', { until })
    case 'user.deletion_cancelled':
      return t('activity.staying')
    case 'user.password.changed':
      return word(PASSWORDS[facts.reason ?? ''] ?? 'activity.passwordChanged')
    case 'user.password.reset_requested':
      return t('activity.resetMailed')
    case 'user.email.verification_requested':
      return t('activity.proofMailed', { email: facts.email ?? '–' })
    case 'user.email.verified':
      return t('activity.proven', { email: facts.email ?? '–' })
    case 'user.login.succeeded':
      return t('activity.signedIn', {
        methods: list(facts.methods.map((method) => word(METHODS[method] ?? 'activity.byPassword'))),
      })
    case 'user.login.failed':
      return word(REFUSED[facts.reason ?? ''] ?? 'activity.refusedPassword')
    case 'user.login.locked':
      return t('activity.waiting', { until })
    case 'user.logged_out':
      return t('activity.signedOut')
    case 'user.session.revoked':
      return t('activity.sessionEnded')
    case 'user.mfa.enrolled':
      return word(app ? 'activity.appAdded' : 'activity.passkeyAdded')
    case 'user.mfa.removed':
      return word(app ? 'activity.appRemoved' : 'activity.passkeyRemoved')
    case 'user.mfa.failed':
      return word(app ? 'activity.codeWrong' : 'activity.factorWrong')
    case 'user.mfa.recovery_codes_regenerated':
      return t('activity.codesMade')
    case 'user.mfa.recovery_code_used':
      return t('activity.codeUsed', { count: facts.remaining ?? 0 })
    case 'operator.granted':
      return t('activity.consoleOpened')
    case 'operator.revoked':
      return t('activity.consoleClosed')
  }

  function changed(): string {
    const { changes } = facts
    if (Object.hasOwn(changes, 'passwordExpired')) return t('activity.passwordAsked')
    if (Object.hasOwn(changes, 'appLocked')) return t('activity.appOpened')
    const names = Object.keys(changes).flatMap((field) => {
      const custom = /^customFields\.(.*)$/s.exec(field)?.[1]
      if (custom !== undefined) return [labels[custom] ?? custom]
      const known = FIELDS[field]
      return known === undefined ? [] : [word(known)]
    })
    return names.length === 0 ? t('activity.changed') : t('activity.changedWhat', { fields: list(names) })
  }
}
