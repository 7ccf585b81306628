/** GenAuth's names of events, as its public Node SDK lists them in `CreateWebhookDto`, beside our types. */

/** Our type → the GenAuth names it goes out under; each is a message of its own. */
const NAMES_BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  'user.registered': ['register', 'user:created'],
  'user.login.succeeded': ['login'],
  'user.login.failed': ['login'],
  'user.session.revoked': ['kick'],
  'user.password.changed': ['user:password-changed'],
  'user.email.verified': ['user:email-verified'],
  'user.updated': ['user:updated'],
  'user.snapshot': ['user:updated'],
  'user.mfa.verified': ['mfa:verified'],
  'user.mfa.failed': ['mfa:verified'],
  'user.blocked': ['user:blocked'],
  'user.unblocked': ['user:unblocked'],
  'user.deleted': ['user:deleted'],
  'user.gone': ['user:deleted'],
  ping: ['test'],
}

const ALIASES: Readonly<Record<string, string>> = { mfaVerify: 'mfa:verified' }

const inGroup = (group: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${group}:${name}`)

/** Every name that a subscription may hold. Those without an object here are stored and never fire. */
export const GENAUTH_NAMES: readonly string[] = [
  ...['test', 'register', 'login', 'kick', 'refresh-token', 'mfa:verified', 'unusual-location:login'],
  ...inGroup('user', 'created', 'updated', 'deleted', 'blocked', 'unblocked', 'archived', 'unarchived'),
  ...inGroup('user', 'password-changed', 'email-verified', 'password-update-remind', 'udv-changed'),
  ...inGroup('user', 'register-whitelist-added', 'register-whitelist-deleted', 'link-account'),
  ...inGroup('user', 'organization-node-update'),
  ...inGroup('permission', 'revoke', 'add'),
  ...inGroup('resource', 'created', 'delete', 'updated'),
  ...inGroup('role', 'created', 'updated', 'deleted', 'disable', 'assigned', 'unassigned', 'udv-changed'),
  ...inGroup('subject', 'remove'),
  ...inGroup(
    'application',
    'created',
    'updated',
    'deleted',
    'secret-refreshed',
    'mfa:enabled',
    'mfa:disabled',
  ),
  ...inGroup('group', 'created', 'updated', 'deleted', 'member-added', 'member-removed'),
  ...inGroup('organization', 'created', 'imported', 'deleted', 'node-added', 'node-updated', 'node-deleted'),
  ...inGroup('organization', 'node-moved', 'tree-updated', 'member-added', 'member-removed', 'udv-changed'),
  ...inGroup('privilege-namespace', 'created', 'updated', 'deleted'),
  ...inGroup('user-pool', 'cooperator-added', 'cooperator-removed', 'secret-refreshed', 'updated'),
  ...inGroup('user-pool', 'udf-added', 'udf-deleted', 'env-added', 'env-deleted', 'env-updated'),
  ...inGroup('user-pool', 'launchpad-app-installed', 'launchpad-app-uninstalled'),
  ...inGroup('data-resource', 'created', 'updated', 'deleted'),
  ...inGroup('data-strategy-permission', 'revoke', 'add'),
]

const known = new Set(GENAUTH_NAMES)

/** The name as GenAuth spells it today, old spellings included; undefined when it is none of its names. */
export function genauthName(text: string): string | undefined {
  if (known.has(text)) return text
  return Object.hasOwn(ALIASES, text) ? ALIASES[text] : undefined
}

/** The GenAuth names of one of our types; empty when there is no equivalent. */
export function genauthNamesOf(type: string): readonly string[] {
  return Object.hasOwn(NAMES_BY_TYPE, type) ? (NAMES_BY_TYPE[type] ?? []) : []
}

/** Our types behind a GenAuth name; empty when it never fires here. */
export function typesOfGenauthName(name: string): readonly string[] {
  return Object.keys(NAMES_BY_TYPE).filter((type) => NAMES_BY_TYPE[type]?.includes(name))
}
