import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { User } from '../../src/domain/user.ts'
import { beginTotpEnrolment } from '../../src/usecases/begin-totp-enrolment.ts'
import { blockUser } from '../../src/usecases/block-user.ts'
import { cancelDeletion } from '../../src/usecases/cancel-deletion.ts'
import { changeEmail } from '../../src/usecases/change-email.ts'
import { changePassword } from '../../src/usecases/change-password.ts'
import { changeSiteSettings } from '../../src/usecases/change-site-settings.ts'
import { checkPassword } from '../../src/usecases/check-password.ts'
import { confirmTotp } from '../../src/usecases/confirm-totp.ts'
import { createAccessKey } from '../../src/usecases/create-access-key.ts'
import { createApiKey } from '../../src/usecases/create-api-key.ts'
import { createOperator } from '../../src/usecases/create-operator.ts'
import { createUser } from '../../src/usecases/create-user.ts'
import { deleteDueUsers } from '../../src/usecases/delete-due-users.ts'
import { deleteUser } from '../../src/usecases/delete-user.ts'
import type { Deps } from '../../src/usecases/deps.ts'
import { endSessions } from '../../src/usecases/end-sessions.ts'
import { ensureOperator } from '../../src/usecases/ensure-operator.ts'
import { expirePassword } from '../../src/usecases/expire-password.ts'
import { exportUsers } from '../../src/usecases/export-users.ts'
import { giveUpSignIn } from '../../src/usecases/give-up-sign-in.ts'
import { grantOperator } from '../../src/usecases/grant-operator.ts'
import { inviteAgain } from '../../src/usecases/invite-again.ts'
import { makeSetupLink } from '../../src/usecases/make-setup-link.ts'
import { openApp } from '../../src/usecases/open-app.ts'
import { registerUser } from '../../src/usecases/register-user.ts'
import { removeTotp } from '../../src/usecases/remove-totp.ts'
import { requestDeletion } from '../../src/usecases/request-deletion.ts'
import { requestEmailVerification } from '../../src/usecases/request-email-verification.ts'
import { requestPasswordReset } from '../../src/usecases/request-password-reset.ts'
import { resetFactors } from '../../src/usecases/reset-factors.ts'
import { resetPassword } from '../../src/usecases/reset-password.ts'
import { revokeOperator } from '../../src/usecases/revoke-operator.ts'
import { sendResetLink } from '../../src/usecases/send-reset-link.ts'
import { setPassword } from '../../src/usecases/set-password.ts'
import { signOut } from '../../src/usecases/sign-out.ts'
import { updateUser } from '../../src/usecases/update-user.ts'
import { cancelUserImport } from '../../src/usecases/user-imports.ts'
import { verifyEmail } from '../../src/usecases/verify-email.ts'
import { verifySecondFactor } from '../../src/usecases/verify-second-factor.ts'
import {
  ANOTHER_PASSWORD,
  by,
  byCli,
  byKey,
  byOperator,
  codeOf,
  enrol,
  linksIn,
  newest,
  PASSWORD,
  register,
  signIn,
  somebody,
} from '../support/accounts.ts'
import { makeDeps, type TestDeps } from '../support/deps.ts'
import { importFile } from '../support/import-users.ts'

/** Before each path: Ann has a session, an app and an unproven address. */
interface Scene {
  readonly world: TestDeps
  readonly deps: Deps
  readonly ann: User
  readonly sessionId: string
  readonly secret: string
  readonly recoveryCode: string
}

interface Path {
  readonly path: string
  /** Things done before, whose events do not count. */
  readonly first?: (scene: Scene) => Promise<unknown>
  readonly go: (scene: Scene) => Promise<unknown>
  readonly events: readonly string[]
}

const link = async (scene: Scene, template: string) => (await linksIn(scene.world, template)).at(-1) ?? ''
const askReset = ({ deps }: Scene) => requestPasswordReset(deps, { identifier: 'ann' }, somebody)
const factor = ({ world, secret }: Scene) => ({ kind: 'totp', code: codeOf(world, secret) }) as const
const grant = ({ deps, ann }: Scene) => grantOperator(deps, { userId: ann.id }, byOperator)

const askToLeave = ({ deps, ann, sessionId }: Scene) =>
  requestDeletion(deps, { userId: ann.id, sessionId }, by(ann))

const TABLE: readonly Path[] = [
  {
    path: 'web: register with an address',
    go: ({ deps }) => registerUser(deps, { email: 'b@example.org', password: PASSWORD }, somebody),
    events: ['user.registered', 'user.email.verification_requested'],
  },
  {
    path: 'web: register with a username',
    go: ({ deps }) => registerUser(deps, { username: 'bob', password: PASSWORD }, somebody),
    events: ['user.registered'],
  },
  {
    path: 'api: create with a password',
    go: ({ deps }) => createUser(deps, { method: 'api', username: 'bob', password: PASSWORD }, byKey),
    events: ['user.registered'],
  },
  {
    path: 'api: create without a password',
    go: ({ deps }) => createUser(deps, { method: 'api', username: 'bob' }, byKey),
    events: ['user.registered', 'user.invited'],
  },
  {
    path: 'cli: create an operator',
    go: ({ deps }) => createOperator(deps, { email: 'o@example.org', password: PASSWORD }, byCli),
    events: ['user.registered', 'user.email.verified', 'operator.granted'],
  },
  {
    path: 'settings: create the operator',
    go: ({ deps }) => ensureOperator(deps, { email: 'o@example.org', password: PASSWORD }),
    events: ['user.registered', 'user.email.verified', 'operator.granted'],
  },
  { path: 'start: make the setup link', go: ({ deps }) => makeSetupLink(deps), events: [] },
  {
    path: 'web: right password',
    go: ({ deps }) => checkPassword(deps, { identifier: 'ann', password: PASSWORD }, somebody),
    events: [],
  },
  {
    path: 'web: wrong password',
    go: ({ deps }) => checkPassword(deps, { identifier: 'ann', password: 'wrong' }, somebody).catch(() => {}),
    events: ['user.login.failed'],
  },
  {
    path: 'web: second factor by app',
    go: (scene) => verifySecondFactor(scene.deps, { userId: scene.ann.id, ...factor(scene) }, somebody),
    events: ['user.mfa.verified'],
  },
  {
    path: 'web: second factor by recovery code',
    go: ({ deps, ann, recoveryCode }) =>
      verifySecondFactor(deps, { userId: ann.id, kind: 'recovery_code', code: recoveryCode }, somebody),
    events: ['user.mfa.verified', 'user.mfa.recovery_code_used'],
  },
  {
    path: 'web: wrong second factor',
    go: ({ deps, ann }) =>
      verifySecondFactor(deps, { userId: ann.id, kind: 'recovery_code', code: 'x' }, somebody).catch(
        () => {},
      ),
    events: ['user.mfa.failed'],
  },
  {
    path: 'web: sign-in given up',
    go: ({ deps, ann }) => giveUpSignIn(deps, { userId: ann.id }, somebody),
    events: ['user.login.failed'],
  },
  {
    path: 'web: session begun',
    go: ({ world, ann }) => signIn(world, ann),
    events: ['user.login.succeeded'],
  },
  {
    path: 'web: sign out',
    go: ({ deps, ann, sessionId }) => signOut(deps, { sessionId }, by(ann)),
    events: ['user.logged_out'],
  },
  {
    path: 'web: end a session',
    go: ({ deps, ann, sessionId }) => endSessions(deps, { userId: ann.id, sessionId }, by(ann)),
    events: ['user.session.revoked'],
  },
  {
    path: 'console: end all sessions',
    go: ({ deps, ann }) => endSessions(deps, { userId: ann.id }, byOperator),
    events: ['user.session.revoked'],
  },
  {
    path: 'web: change the password here',
    go: ({ deps, ann, sessionId }) =>
      changePassword(
        deps,
        { userId: ann.id, currentPassword: PASSWORD, newPassword: ANOTHER_PASSWORD, sessionId },
        by(ann),
      ),
    events: ['user.password.changed'],
  },
  {
    path: 'console: set a password',
    go: ({ deps, ann }) => setPassword(deps, { userId: ann.id, password: ANOTHER_PASSWORD }, byOperator),
    events: ['user.password.changed', 'user.session.revoked'],
  },
  {
    path: 'console: create without a password',
    go: ({ deps }) => createUser(deps, { method: 'operator', username: 'bob' }, byOperator),
    events: ['user.registered', 'user.invited'],
  },
  {
    path: 'console: invite again',
    first: ({ deps }) =>
      createUser(deps, { method: 'operator', username: 'bob', email: 'b@example.org' }, byOperator),
    go: async (scene) => inviteAgain(scene.deps, { userId: (await newest(scene.world)).id }, byOperator),
    events: ['user.invited'],
  },
  {
    path: 'console: invite one who has accepted',
    go: ({ deps, ann }) => inviteAgain(deps, { userId: ann.id }, byOperator).catch(() => {}),
    events: [],
  },
  {
    path: 'console: edit',
    go: ({ deps, ann }) => updateUser(deps, { userId: ann.id, changes: { externalId: 'E-1' } }, byOperator),
    events: ['user.updated'],
  },
  {
    path: 'console: mail a reset link',
    go: ({ deps, ann }) => sendResetLink(deps, { userId: ann.id }, byOperator),
    events: ['user.password.reset_requested', 'user.session.revoked'],
  },
  {
    path: 'console: reset the factors',
    go: ({ deps, ann }) => resetFactors(deps, { userId: ann.id }, byOperator),
    events: ['user.mfa.removed'],
  },
  {
    path: 'console: take codes of the app again',
    first: ({ world, ann }) =>
      world.database.db.writer('factors').where({ user_id: ann.id }).update({ wrong_in_row: 100 }),
    go: ({ deps, ann }) => openApp(deps, { userId: ann.id }, byOperator),
    events: ['user.updated'],
  },
  {
    path: 'api: take codes of an app that takes them',
    go: ({ deps, ann }) => openApp(deps, { userId: ann.id }, byKey),
    events: [],
  },
  {
    path: 'console: end one session',
    go: ({ deps, ann, sessionId }) => endSessions(deps, { userId: ann.id, sessionId }, byOperator),
    events: ['user.session.revoked'],
  },
  {
    path: 'console: make a viewer',
    go: ({ deps, ann }) => grantOperator(deps, { userId: ann.id, role: 'viewer' }, byOperator),
    events: ['operator.granted'],
  },
  {
    path: 'console: an operator becomes a viewer',
    first: async (scene) => {
      await grant(scene)
      await createOperator(scene.deps, { username: 'olga', password: PASSWORD }, byCli)
    },
    go: ({ deps, ann }) => grantOperator(deps, { userId: ann.id, role: 'viewer' }, byOperator),
    events: ['operator.revoked', 'operator.granted'],
  },
  {
    path: 'console: take the role',
    first: ({ deps, ann }) => grantOperator(deps, { userId: ann.id, role: 'viewer' }, byOperator),
    go: ({ deps, ann }) => revokeOperator(deps, { userId: ann.id }, byOperator),
    events: ['operator.revoked'],
  },
  {
    path: 'console: settings',
    go: ({ deps }) => changeSiteSettings(deps, { changes: { registration: 'off' } }, byOperator),
    events: ['settings.updated'],
  },
  {
    path: 'console: settings as they were',
    go: ({ deps }) => changeSiteSettings(deps, { changes: { registration: 'open' } }, byOperator),
    events: [],
  },
  {
    path: 'web: register where nobody may',
    first: ({ deps }) => changeSiteSettings(deps, { changes: { registration: 'off' } }, byOperator),
    go: ({ deps }) => registerUser(deps, { username: 'bob', password: PASSWORD }, somebody).catch(() => {}),
    events: [],
  },
  {
    path: 'web: right password before the address is proven',
    first: ({ deps }) => changeSiteSettings(deps, { changes: { proveFirst: true } }, byOperator),
    go: ({ deps }) =>
      checkPassword(deps, { identifier: 'ann', password: PASSWORD }, somebody).catch(() => {}),
    events: ['user.login.failed'],
  },
  { path: 'web: ask for a reset', go: askReset, events: ['user.password.reset_requested'] },
  {
    path: 'web: ask for a reset of nobody',
    go: ({ deps }) => requestPasswordReset(deps, { identifier: 'nobody' }, somebody),
    events: [],
  },
  {
    path: 'reset link',
    first: askReset,
    go: async (scene) =>
      resetPassword(
        scene.deps,
        { token: await link(scene, 'reset_password'), newPassword: ANOTHER_PASSWORD },
        somebody,
      ),
    events: ['user.email.verified', 'user.password.changed', 'user.session.revoked'],
  },
  {
    path: 'web: ask for a verification mail',
    go: ({ deps, ann }) => requestEmailVerification(deps, { userId: ann.id }, by(ann)),
    events: ['user.email.verification_requested'],
  },
  {
    path: 'verification link',
    go: async (scene) => verifyEmail(scene.deps, { token: await link(scene, 'verify_email') }, somebody),
    events: ['user.email.verified'],
  },
  {
    path: 'web: another address',
    go: ({ deps, ann }) =>
      changeEmail(deps, { userId: ann.id, email: 'b@example.org', password: PASSWORD }, by(ann)),
    events: ['user.updated', 'user.email.verification_requested'],
  },
  {
    path: 'web: profile',
    go: ({ deps, ann }) => updateUser(deps, { userId: ann.id, changes: { name: 'Anne' } }, by(ann)),
    events: ['user.updated'],
  },
  {
    path: 'api: address and custom field',
    go: ({ deps, ann }) =>
      updateUser(
        deps,
        { userId: ann.id, changes: { email: 'b@example.org', customFields: { team: 'red' } } },
        byKey,
      ),
    events: ['user.updated'],
  },
  {
    path: 'web: enrolment begun',
    first: ({ deps, ann, ...scene }) =>
      removeTotp(
        deps,
        { userId: ann.id, proofs: { password: PASSWORD, factor: factor({ deps, ann, ...scene }) } },
        by(ann),
      ),
    go: ({ deps, ann }) =>
      beginTotpEnrolment(deps, { userId: ann.id, proofs: { password: PASSWORD } }, by(ann)),
    events: [],
  },
  {
    path: 'web: enrolment with a wrong code',
    go: ({ deps, ann }) => confirmTotp(deps, { userId: ann.id, code: '000000' }, by(ann)).catch(() => {}),
    events: [],
  },
  {
    path: 'web: app removed',
    go: (scene) =>
      removeTotp(
        scene.deps,
        { userId: scene.ann.id, proofs: { password: PASSWORD, factor: factor(scene) } },
        by(scene.ann),
      ),
    events: ['user.mfa.verified', 'user.mfa.removed'],
  },
  {
    path: 'api: block',
    go: ({ deps, ann }) => blockUser(deps, { userId: ann.id }, byKey),
    events: ['user.blocked', 'user.session.revoked'],
  },
  {
    path: 'api: delete',
    go: ({ deps, ann }) => deleteUser(deps, { userId: ann.id }, byKey),
    events: ['user.session.revoked', 'user.deleted'],
  },
  { path: 'console: grant operator', go: grant, events: ['operator.granted'] },
  {
    path: 'console: delete the last operator',
    first: grant,
    go: ({ deps, ann }) => deleteUser(deps, { userId: ann.id }, byOperator).catch(() => {}),
    events: [],
  },
  {
    path: 'web: ask for deletion with another session open',
    first: ({ world, ann }) => signIn(world, ann),
    go: askToLeave,
    events: ['user.deletion_requested', 'user.session.revoked'],
  },
  {
    path: 'web: ask for deletion twice',
    first: askToLeave,
    go: askToLeave,
    events: [],
  },
  {
    path: 'web: sign in during the grace period',
    first: askToLeave,
    go: ({ world, ann }) => signIn(world, ann),
    events: ['user.deletion_cancelled', 'user.login.succeeded'],
  },
  {
    path: 'web: keep the account',
    first: askToLeave,
    go: ({ deps, ann }) => cancelDeletion(deps, { userId: ann.id }, by(ann)),
    events: ['user.deletion_cancelled'],
  },
  {
    path: 'console: block during the grace period',
    first: askToLeave,
    go: ({ deps, ann }) => blockUser(deps, { userId: ann.id }, byOperator),
    events: ['user.deletion_cancelled', 'user.blocked', 'user.session.revoked'],
  },
  {
    path: 'server: delete what is due',
    first: async (scene) => {
      await askToLeave(scene)
      scene.world.clock.move(scene.deps.rules.deletionGraceMs)
    },
    go: ({ deps }) => deleteDueUsers(deps),
    // The sessions have run out by then.
    events: ['user.deleted'],
  },
  {
    path: 'api: ask for a new password at the next sign-in',
    go: ({ deps, ann }) => expirePassword(deps, { userId: ann.id }, byKey),
    events: ['user.updated', 'user.session.revoked'],
  },
  {
    path: 'import: users of all kinds',
    go: ({ deps }) =>
      importFile(
        deps,
        [
          'username,email,emailVerified,status',
          'bob,,,',
          'cyn,cyn@example.org,yes,',
          'dan,,,blocked',
          'ann,,,',
        ].join('\n'),
      ),
    events: [
      ...['user.registered', 'user.registered', 'user.email.verified', 'user.registered', 'user.blocked'],
      'users.imported',
    ],
  },
  {
    path: 'import: an address that somebody holds unproven',
    go: ({ deps }) => importFile(deps, 'username,email,emailVerified\nbob,ann@example.org,yes'),
    events: ['user.updated', 'user.registered', 'user.email.verified', 'users.imported'],
  },
  {
    path: 'import: a quiet one',
    go: ({ deps }) => importFile(deps, 'username\nbob', { quiet: true }),
    events: ['user.registered', 'users.imported'],
  },
  {
    path: 'import: a dry run',
    go: ({ deps }) => importFile(deps, 'username\nbob', { startsItself: false }),
    events: [],
  },
  {
    path: 'import: called off before it wrote',
    first: ({ deps }) => importFile(deps, 'username\nbob', { startsItself: false }),
    go: async ({ world, deps }) =>
      cancelUserImport(deps, String((await world.rows('user_imports'))[0]?.id), byOperator),
    events: [],
  },
  {
    path: 'console: export',
    go: ({ deps }) => exportUsers(deps, { format: 'csv', status: null }, byOperator),
    events: ['users.exported'],
  },
  {
    path: 'cli: API key',
    go: ({ deps }) => createApiKey(deps, { name: 'HR' }, byCli),
    events: ['api_key.created'],
  },
  {
    path: 'cli: access key pair',
    go: ({ deps }) => createAccessKey(deps, { name: 'HR' }, byCli),
    events: ['api_key.created'],
  },
]

async function setScene(world: TestDeps): Promise<Scene> {
  const registered = await register(world, { username: 'ann', email: 'ann@example.org' })
  const { user: ann, secret, recoveryCodes } = await enrol(world, registered)
  const session = await signIn(world, ann)
  const [recoveryCode = ''] = recoveryCodes
  return { world, deps: world.deps, ann, sessionId: session.id, secret, recoveryCode }
}

for (const { path, first, go, events } of TABLE)
  test(`${path}: ${events.join(', ') || 'no event'}`, async (t) => {
    const scene = await setScene(await makeDeps(t))
    await first?.(scene)
    assert.deepEqual(await scene.world.typesOf(() => go(scene)), events)
    assert.equal((await scene.world.rows('outbox')).length, (await scene.world.events()).length)
  })

for (const { path, first, go } of TABLE.filter(({ events }) => events.length > 0))
  test(`${path}: a transaction that fails at its end leaves no event and no change`, async (t) => {
    const scene = await setScene(await makeDeps(t))
    await first?.(scene)
    const tables = [
      'users',
      'credentials',
      'sessions',
      'events',
      'outbox',
      'user_sequences',
      'mails',
      'api_keys',
      'site_settings',
      'user_imports',
    ]
    const state = async () =>
      JSON.stringify(await Promise.all(tables.map((table) => scene.world.rows(table))))
    const before = await state()
    const failing: Deps = {
      ...scene.deps,
      transaction: (work) =>
        scene.deps.transaction(async (tx) => {
          await work(tx)
          throw new Error('the power went')
        }),
    }
    const world = { ...scene.world, deps: failing }
    await Promise.resolve(go({ ...scene, world, deps: failing })).catch(() => {})
    assert.equal(await state(), before)
  })
