import type { VNode } from 'preact'
import { ACTIVITY_TYPES } from '../../src/domain/activity.ts'
import type { UserImport } from '../../src/domain/user-import.ts'
import type * as v from '../../views/index.ts'
import * as p from '../../views/pages/index.ts'

/** 23 Nov 2026, 10:00 UTC: a still clock for pictures. */
export const NOW = Date.UTC(2026, 10, 23, 10, 0, 0)
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

/** Makes the text that stands in every shown field; a test puts hostile text in its place. */
export type Text = (sample: string) => string

const csrfToken = 'csrf-sample'
const site = 'id.example.org'

const menu: readonly v.ConsoleMenuItem[] = [
  { group: '', label: 'Overview', href: '/console', icon: 'layout-dashboard' },
  { group: 'Events out', label: 'Webhooks', href: '/console/webhooks', icon: 'webhook', badge: 1 },
  { group: 'Events out', label: 'Event log', href: '/console/events', icon: 'list-details' },
  { group: 'People', label: 'Users', href: '/console/users', icon: 'users' },
  { group: 'Server', label: 'API keys', href: '/console/api-keys', icon: 'key' },
]

const RECOVERY = [
  '4KQ7-XM2P-9TRD-B6HN',
  'PW3J-7CVA-MZ8E-4QKY',
  'H2LF-9XDT-C7NB-R3WG',
  '6YVU-KE8M-QA4S-T9PJ',
  'X3GH-2ZLC-D8FK-N5RV',
  'B7TQ-M4XK-J2WP-6HDZ',
  'V9CN-3RYF-K8SL-E5GA',
  'T4PJ-W7MB-Z2QX-H6VD',
  'N8KC-5FLS-R3YG-A9TE',
  'D6ZV-X2HM-P7WJ-Q4BK',
]

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1'

/** One in each state that shows something of its own. */
function importsOf(t: Text): UserImport[] {
  const base = {
    format: 'csv',
    fileName: t('staff-2026.csv'),
    quiet: false,
    startsItself: false,
    lines: 50_000,
    slices: 500,
    position: 0,
    token: 0,
    leaseUntil: null,
    context: { actor: { type: 'operator', id: 'usr_1' } },
    createdAt: NOW - 5 * MINUTE,
    startedAt: NOW - MINUTE,
    endedAt: null,
  } as const
  return [
    { ...base, id: 'imp_1', state: 'checking', handled: 31_200, created: 0, bad: 3, startedAt: null },
    { ...base, id: 'imp_2', state: 'checked', handled: 50_000, created: 0, bad: 3, startedAt: null },
    { ...base, id: 'imp_3', state: 'running', handled: 12_400, created: 12_397, bad: 3 },
    { ...base, id: 'imp_4', state: 'done', handled: 50_000, created: 49_997, bad: 3, endedAt: NOW },
    { ...base, id: 'imp_5', state: 'cancelled', handled: 300, created: 300, bad: 0, endedAt: NOW },
  ]
}

/** Persons' pages with sample data. */
export function peoplePages(t: Text): Readonly<Record<string, VNode>> {
  const gate = { csrfToken, here: '/login' }
  const account: v.AccountShell = { csrfToken, who: t('ann@example.org'), operator: true }
  const sessions: readonly p.SessionRow[] = [
    {
      id: 'ses_1',
      userAgent: FIREFOX,
      ip: t('203.0.113.9'),
      createdAt: NOW - DAY,
      lastSeenAt: NOW,
      current: true,
    },
    {
      id: 'ses_2',
      userAgent: IPHONE,
      ip: t('203.0.113.41'),
      createdAt: NOW - 5 * DAY,
      lastSeenAt: NOW - 120 * MINUTE,
      current: false,
    },
    {
      id: 'ses_3',
      userAgent: null,
      ip: null,
      createdAt: NOW - 9 * DAY,
      lastSeenAt: NOW - 5 * DAY,
      current: false,
    },
  ]
  return {
    register: <p.RegisterPage {...gate} site={t(site)} passwordMin={12} />,
    'register-errors': (
      <p.RegisterPage
        {...gate}
        site={t(site)}
        passwordMin={12}
        values={{ name: t('Ann Example'), username: t('ann@work'), email: t('ann') }}
        errors={{
          username: t('A username holds no @. Put the address into the field below.'),
          email: t('This is no e-mail address. It needs an @ and a host.'),
          password: t('Nine characters are too few: at least 12.'),
        }}
      />
    ),
    'register-sent': <p.RegisterSentPage {...gate} email={t('ann@example.org')} />,
    login: <p.LoginPage {...gate} site={t(site)} returnTo={t('/console')} />,
    'login-errors': (
      <p.LoginPage
        {...gate}
        site={t(site)}
        values={{ login: t('ann@example.org') }}
        errors={{ password: t('That name and password do not match. Check both, or reset the password.') }}
      />
    ),
    'login-mfa': (
      <p.LoginMfaPage {...gate} with="code" who={t('ann@example.org')} triesLeft={5} minutesLeft={5} />
    ),
    'login-mfa-errors': (
      <p.LoginMfaPage
        {...gate}
        with="code"
        who={t('ann@example.org')}
        triesLeft={3}
        minutesLeft={3}
        clockDoubt
        errors={{ code: t('That code is not right. Codes change every 30 seconds: type the newest.') }}
      />
    ),
    'login-mfa-recovery': (
      <p.LoginMfaPage {...gate} with="recovery" who={t('ann@example.org')} triesLeft={1} minutesLeft={1} />
    ),
    'logged-out': <p.LoggedOutPage {...gate} />,
    logout: <p.LogoutPage {...gate} who={t('ann@example.org')} />,
    'forgot-password': (
      <p.ForgotPasswordPage
        {...gate}
        values={{ email: t('ann') }}
        errors={{ email: t('This is no e-mail address. It needs an @ and a host.') }}
      />
    ),
    'forgot-password-sent': <p.ForgotPasswordSentPage {...gate} email={t('ann@example.org')} />,
    'reset-password-open': <p.ResetPasswordOpenPage {...gate} token={t('sample')} />,
    'reset-password': <p.ResetPasswordPage {...gate} token={t('sample')} passwordMin={12} />,
    'reset-password-done': <p.ResetPasswordDonePage {...gate} />,
    'verify-email': <p.VerifyEmailPage {...gate} token={t('sample')} />,
    'verify-email-done': <p.VerifyEmailDonePage {...gate} email={t('ann@example.org')} signedIn />,
    'link-spent-reset': <p.LinkSpentPage {...gate} purpose="reset-password" />,
    'link-spent-verify': <p.LinkSpentPage {...gate} purpose="verify-email" signedIn={false} />,
    'link-spent-setup': <p.LinkSpentPage {...gate} purpose="setup" />,
    setup: (
      <p.SetupPage
        {...gate}
        token={t('sample')}
        passwordMin={12}
        values={{ name: t('Ann Example'), email: t('ann@example.org'), username: t('ann') }}
      />
    ),
    'fresh-proof': (
      <p.FreshProofPage
        {...gate}
        action="/console/proof"
        returnTo={t('/console/webhooks')}
        who={t('ann@example.org')}
        errors={{ form: t('That password is not right.') }}
      />
    ),
    'needs-factor': <p.NeedsFactorPage {...gate} enrolled={false} />,
    'error-404': (
      <p.ErrorPage status={404} faults={[t('There is nothing here.')]} requestId={t('req_01jd9v')} />
    ),
    'error-500': (
      <p.ErrorPage
        status={500}
        faults={[t('Something failed on our side. Nothing you sent was lost or half done.')]}
        requestId={t('req_01jd9v')}
      />
    ),
    'too-many': <p.TooManyPage status={429} retryAfter={540} requestId={t('req_01jd9v')} />,
    busy: <p.TooManyPage status={503} retryAfter={2} />,
    profile: (
      <p.ProfilePage
        {...account}
        flash={{ tone: 'ok', text: t('Profile saved.') }}
        values={{ name: t('Ann Example'), givenName: t('Ann'), familyName: t('Example'), username: t('ann') }}
        errors={{ zoneinfo: t('There is no such time zone. Write it as Europe/Vienna.') }}
        email={t('ann@example.org')}
        emailVerified={false}
        verifyAction="/account/verify-email"
      />
    ),
    'profile-address': (
      <p.ProfilePage
        {...account}
        values={{ name: t('Ann Example') }}
        errors={{ email: t('This is no e-mail address.'), password: t('That is not your password.') }}
        email={t('ann@example.org')}
        emailVerified={true}
        changeAction="/account/email"
        newEmail={t('anne')}
      />
    ),
    password: (
      <p.PasswordPage
        {...account}
        passwordMin={12}
        errors={{ current: t('That is not the current password.'), password: t('At least 12 characters.') }}
      />
    ),
    activity: (
      <p.ActivityPage
        {...account}
        labels={{ team: t('Team') }}
        newestHref="/account/activity"
        olderHref="/account/activity?before=evt_1"
        rows={ACTIVITY_TYPES.map((type, index) => ({
          id: `evt_${index}`,
          type,
          at: NOW - index * 7 * HOUR,
          by: index % 5 === 4 ? 'operator' : 'user',
          ip: t('203.0.113.9'),
          userAgent: FIREFOX,
          facts: {
            methods: ['password', 'totp'],
            changes: { name: {}, 'customFields.team': {} },
            email: t('ann@example.org'),
            until: new Date(NOW + DAY).toISOString(),
            remaining: 9,
            factor: 'totp',
          },
        }))}
      />
    ),
    'activity-none': <p.ActivityPage {...account} labels={{}} rows={[]} newestHref="/account/activity" />,
    'mfa-off': <p.MfaPage {...account} since={null} passkeys={[]} codesLeft={0} />,
    'mfa-enrol': (
      <p.MfaEnrolPage
        {...account}
        otpauthUri="otpauth://totp/Gatepost:ann?secret=EXAMPLEKEYEXAMPLEKEYEXAMPLEKEYEX&issuer=Gatepost"
        secret="EXAMPLEKEYEXAMPLEKEYEXAMPLEKEYEX"
        errors={{ code: t('That code is not right. Codes change every 30 seconds: type the newest.') }}
      />
    ),
    'mfa-codes': <p.MfaCodesPage {...account} codes={RECOVERY} why="enrolled" />,
    'mfa-on': <p.MfaPage {...account} since={NOW - 81 * DAY} codesLeft={2} />,
    'mfa-on-refused': (
      <p.MfaPage
        {...account}
        since={NOW - 81 * DAY}
        codesLeft={9}
        refused="remove"
        errors={{ password: t('That password is not right.') }}
      />
    ),
    sessions: <p.SessionsPage {...account} sessions={sessions} now={NOW} />,
    'own-data': <p.OwnDataPage {...account} graceDays={14} lastOperator={false} />,
    'own-data-leaving': (
      <p.OwnDataPage {...account} graceDays={14} lastOperator={false} leavingAt={NOW + 14 * DAY} />
    ),
    mailbox: (
      <p.MailboxPage
        mails={[
          { id: 'mal_2', to: t('ann@example.org'), subject: t('A new password for id.example.org'), at: NOW },
          {
            id: 'mal_1',
            to: t('ben@example.org'),
            subject: t('Confirm your e-mail address'),
            at: NOW - MINUTE,
          },
        ]}
      />
    ),
    'mailbox-empty': <p.MailboxPage mails={[]} />,
    'mailbox-mail': (
      <p.MailboxMailPage
        mail={{
          id: 'mal_1',
          to: t('ann@example.org'),
          from: t('gatepost@example.org'),
          subject: t('Confirm your e-mail address for id.example.org'),
          at: NOW,
          text: t(
            'Good day Ann,\n\nThis address was given for an account.\n\nConfirm the address:\nhttp://localhost:3000/verify-email?token=c2FtcGxl\n',
          ),
        }}
      />
    ),
  }
}

function consolePages(t: Text): Readonly<Record<string, VNode>> {
  const shell: v.ConsoleShell = {
    csrfToken,
    menu,
    who: t('ann@example.org'),
    banners: [
      {
        tone: 'bad',
        text: t('HR sync has not answered for 26 minutes.'),
        href: '/console/webhooks/ep_2',
        action: t('See it'),
      },
    ],
  }
  const quiet = { ...shell, banners: [] }
  const row = (at: number, type: string, name: string | null, position: number | null): p.EventRow => ({
    id: `evt_${at}`,
    position,
    type: t(type),
    at: NOW - at * 7_000,
    user: name === null ? null : { id: 'usr_1', label: t(name) },
    actor: t('self'),
  })
  const events = [
    row(1, 'user.login.succeeded', 'Fay Example', null),
    row(2, 'user.updated', 'Ann Example', 48_211),
    row(3, 'user.email.verified', 'Gus Example', 48_210),
    row(4, 'user.login.failed', null, 48_209),
    row(5, 'user.registered', 'Gus Example', 48_208),
  ]
  const user: p.UserPageProps['user'] = {
    id: 'usr_01jd9v3k8m4c0123456789abcd',
    username: t('ann'),
    email: t('ann@example.org'),
    emailVerified: true,
    phone: t('+43 1 234'),
    name: t('Ann Example'),
    givenName: t('Ann'),
    familyName: t('Example'),
    locale: t('de-AT'),
    zoneinfo: t('Europe/Vienna'),
    externalId: t('E-1042'),
    status: 'active',
    statusReason: null,
    role: 'operator',
    mfaEnabled: true,
    customFields: { department: t('0815') },
    privateFields: {},
    deleteAt: null,
    passwordExpired: false,
    loginsCount: 41,
    lastLoginAt: NOW - 9 * MINUTE,
    createdAt: NOW - 81 * DAY,
    updatedAt: NOW - 2 * MINUTE,
  }
  const fields: p.UserPageProps['fields'] = [
    {
      key: 'department',
      type: 'text',
      labels: { en: t('Department'), 'zh-CN': t('部门') },
      choices: [],
      required: true,
      private: false,
      editor: 'operator',
      removed: false,
    },
  ]
  const look: p.SiteSettingsPageProps['site'] = {
    registration: 'domains',
    domains: [t('example.org')],
    proveFirst: false,
    productName: t('Example'),
    accent: t('#0a6b4f'),
    logo: null,
    supportUrl: `mailto:${t('help@example.org')}`,
    termsUrl: null,
  }
  const others: readonly p.UserRow[] = [
    user,
    { ...user, id: 'usr_2', name: t('Ben Example'), username: t('ben'), role: null, mfaEnabled: false },
    { ...user, id: 'usr_3', name: t('Cem Example'), status: 'blocked', role: null, emailVerified: false },
    { ...user, id: 'usr_4', name: null, username: null, status: 'invited', role: null, lastLoginAt: null },
  ]
  const environment: p.SiteSettingsPageProps['environment'] = [
    {
      ...{ name: 'GATEPOST_HOST', description: t('The address to listen on.') },
      ...{ secret: false, set: true, value: t('127.0.0.1') },
    },
    { name: 'SMTP_URL', description: t('The mail server.'), secret: true, set: true, value: null },
    { name: 'GATEPOST_MAIL_FROM', description: t('The sender.'), secret: false, set: false, value: null },
  ]
  const field = { name: t('email'), type: t('string or null'), required: true, description: t('Lower-cased') }
  const operation: p.ApiOperationPageProps['operation'] = {
    id: 'createUser',
    method: 'POST',
    path: '/api/v1/users/{id}',
    tag: t('Users'),
    summary: t('Create a user'),
    scope: 'users:write',
    parameters: [{ ...field, place: 'query' }],
    body: [field, { ...field, name: t('data[].name'), required: false, description: '' }],
    answers: [
      { status: '201', description: t('The user'), fields: [field] },
      { status: '204', description: t('Done'), fields: [] },
    ],
  }
  const plugin: p.PluginsPageProps['plugins'][number] = {
    ...{ id: t('audit-trail'), version: t('2.1.0'), contract: 1 },
    adds: {
      ...{ events: [t('audit.written')], pages: ['/console/audit'], api: [t('GET /api/v1/audit')] },
      ...{ documents: [], jobs: [t('audit sweep')], hooks: [], services: [t('audit')], settings: [] },
    },
    subscribers: [
      {
        ...{ name: t('audit-trail'), position: 4711, behind: 12, failures: 2, parkedCount: 3 },
        parked: [
          {
            ...{ position: 12, error: t('it hurt'), parkedAt: NOW - DAY },
            event: { id: 'evt_12', type: 'user.updated' },
          },
          { position: 13, error: t('it hurt again'), parkedAt: NOW - DAY, event: undefined },
        ],
      },
    ],
    jobs: [
      { name: t('audit sweep'), failures: 2, error: t('no disk'), failedAt: NOW - MINUTE },
      { name: t('subscriber audit-trail'), failures: 0, error: null, failedAt: null },
    ],
  }
  const registered: p.EventTypeRow = {
    ...{ name: 'user.registered', group: t('Account'), description: t('A user row came to be') },
    ...{ about: 'user', addressed: false },
  }
  const ping: p.EventTypeRow = {
    ...{ name: 'ping', group: t('Webhooks'), description: t('A test of an endpoint') },
    ...{ about: 'server', addressed: true },
  }
  const apiKey: p.ApiKeyRow = {
    id: 'key_1',
    kind: 'bearer',
    name: t('HR import'),
    scopes: ['users:read', 'users:write'],
    createdAt: NOW - 20 * DAY,
    expiresAt: NOW + 345 * DAY,
    lastUsedAt: NOW - 3 * MINUTE,
    revokedAt: null,
  }
  const scopes: readonly p.ScopeOption[] = [
    { scope: 'webhooks:read', description: 'Read webhooks, deliveries and the ledger' },
    { scope: 'webhooks:write', description: 'Create, change and delete webhooks; send again' },
    { scope: 'events:read', description: 'Read the log' },
    { scope: 'users:read', description: 'Read users' },
    { scope: 'users:write', description: 'Create, change, block and delete users' },
  ]
  return {
    'console-overview': (
      <p.ConsoleOverviewPage
        {...shell}
        span="hour"
        until="Last hour, until 10:00:00 UTC"
        figures={[
          { label: 'Users', value: '1,204', detail: '3 blocked' },
          { label: 'Sessions', value: '318', detail: 'signed in now', href: '/console/users' },
          { label: 'Events', value: '48,211', detail: '2,104 in 24 hours' },
          { label: 'Waiting', value: '1,288', detail: t('1,284 at HR sync'), tone: 'warn' },
        ]}
        later={[
          {
            icon: 'shield-lock',
            title: 'Set up your second factor',
            text: 'In production mode the console opens only after one.',
            href: '/account/mfa',
          },
        ]}
        todo={[
          {
            icon: 'webhook',
            title: 'Add a webhook',
            text: 'Events are being recorded already; nobody hears of them yet.',
            href: '/console/webhooks/new',
          },
        ]}
        cards={[{ id: 'newest-events', card: <p.EventsCard rows={events} /> }]}
        stream="/console/live/core/overview?span=hour"
      />
    ),
    'console-overview-new': (
      <p.ConsoleOverviewPage
        {...quiet}
        span="week"
        until="Last 7 days, until 10:00:00 UTC"
        figures={[]}
        todo={[]}
        later={[]}
        cards={[{ id: 'newest-events', card: <p.EventsCard rows={[]} /> }]}
      />
    ),
    users: (
      <p.UsersPage
        {...quiet}
        rows={others}
        filter={{ q: t('exam'), status: '', mfa: '', from: '', to: '' }}
        olderHref="/console/users?after=x"
      />
    ),
    'users-none': (
      <p.UsersPage
        {...quiet}
        rows={[]}
        filter={{ q: t('zoe'), status: 'blocked', mfa: 'on', from: '2026-01-31', to: '' }}
      />
    ),
    'edit-logo': <p.EditLogoPage {...quiet} logo={null} errors={{ file: t('A logo has at most 64 kB.') }} />,
    user: (
      <p.UserPage
        {...quiet}
        fields={fields}
        user={user}
        now={NOW}
        self={false}
        mailsLeave
        appLocked={false}
        events={events.slice(1, 3)}
        sessions={[
          {
            id: 'ses_1',
            userAgent: FIREFOX,
            ip: t('203.0.113.9'),
            createdAt: NOW - DAY,
            lastSeenAt: NOW - MINUTE,
            current: false,
          },
        ]}
      />
    ),
    'users-imports': (
      <p.ImportsPage {...quiet} rows={importsOf(t)} olderHref="/console/users/imports?cursor=x" />
    ),
    'users-imports-none': <p.ImportsPage {...quiet} rows={[]} />,
    'users-import-new': <p.NewImportPage {...quiet} />,
    'users-import-refused': <p.NewImportPage {...quiet} errors={{ file: t('Choose a file.') }} />,
    ...Object.fromEntries(
      importsOf(t).map((one) => [
        `users-import-${one.state}`,
        <p.ImportPage
          key={one.id}
          {...quiet}
          one={one}
          faults={[
            { line: 3, field: 'username', problem: t('This username is taken. Choose another.') },
            { line: 3017, field: 'customFields.department', problem: 'Choose one of: R&D, Sales.' },
            { line: 3018, field: 'line', problem: 'A quotation mark opens here and is not closed.' },
          ]}
          moreHref="/console/users/imports/imp_1?cursor=x"
        />,
      ]),
    ),
    'users-export': <p.ExportUsersPage {...quiet} />,
    'user-blocked': (
      <p.UserPage
        {...quiet}
        fields={fields}
        user={{ ...user, status: 'blocked', statusReason: t('Left the company on 1 Nov.') }}
        now={NOW}
        self={false}
        mailsLeave
        appLocked
        kept="This is the last operator. Make another one first."
        events={[]}
        sessions={[]}
      />
    ),
    'user-invited': (
      <p.UserPage
        {...quiet}
        fields={fields}
        user={{ ...user, status: 'invited', role: null, mfaEnabled: false }}
        now={NOW}
        self={false}
        mailsLeave
        appLocked={false}
        events={[]}
        sessions={[]}
      >
        <p>Newest deliveries</p>
      </p.UserPage>
    ),
    'user-self': (
      <p.UserPage
        {...quiet}
        {...{ user, fields, now: NOW, events: [], sessions: [], appLocked: false }}
        self
        mailsLeave
      />
    ),
    'user-new': (
      <p.NewUserPage
        {...quiet}
        passwordMin={12}
        mailsLeave
        values={{ username: t('ann') }}
        errors={{ username: t('This username is taken.'), password: t('At least 12 characters.') }}
      />
    ),
    'user-edit': (
      <p.EditUserPage
        seen="name=AAAAAAAAAAAA"
        {...quiet}
        user={user}
        values={user}
        custom={[
          {
            name: 'custom.department',
            label: t('Department'),
            ...{ type: 'text', choices: [], required: true, value: t('0815') },
          },
        ]}
        errors={{ 'custom.department': t('At most 1000 characters.') }}
      />
    ),
    'user-password': (
      <p.UserPasswordPage
        {...quiet}
        user={user}
        passwordMin={12}
        errors={{ password: t('At least 12 characters.') }}
      />
    ),
    'register-domains': (
      <p.RegisterPage
        csrfToken={csrfToken}
        site={t(site)}
        passwordMin={12}
        emailNeeded
        domains={[t('a.org')]}
      />
    ),
    'register-closed': <p.RegisterClosedPage csrfToken={csrfToken} invitation />,
    settings: <p.SiteSettingsPage {...quiet} site={look} fields={fields} environment={environment} />,
    'field-new': (
      <p.CustomFieldPage
        {...quiet}
        values={{
          ...{ key: t('size'), type: 'choice', label: t('Shirt'), labelZh: t('衬衫'), choices: t('S\nM') },
          ...{ editor: 'user', required: true, private: true },
        }}
        errors={{ key: t('Another field has this key.'), choices: t('Name at least one choice.') }}
      />
    ),
    'field-edit': (
      <p.CustomFieldPage
        {...quiet}
        edited={fields[0]}
        values={{
          ...{ key: 'department', type: 'text', label: t('Department'), labelZh: '', choices: '' },
          ...{ editor: 'operator', required: false, private: false },
        }}
      />
    ),
    'settings-edit': (
      <p.EditSiteSettingsPage
        seen="accent=AAAAAAAAAAAA"
        {...quiet}
        values={{
          registration: 'domains',
          domains: t('example.org'),
          proveFirst: true,
          productName: t('Example'),
          accent: t('#0a6b4f'),
          supportUrl: t('mailto:help@example.org'),
          termsUrl: t('https://example.org/terms'),
        }}
        errors={{ registration: t('Choose.'), domains: t('Name one.'), accent: t('No colour.') }}
      />
    ),
    'event-log': (
      <p.EventLogPage
        {...quiet}
        rows={events}
        filter={{ type: '', user: t(''), from: '', until: '' }}
        errors={{}}
        types={['user.registered', 'user.updated']}
        olderHref="/console/events?after=x"
      />
    ),
    'event-log-none': (
      <p.EventLogPage
        {...quiet}
        rows={[]}
        filter={{ type: 'user.deleted', user: t('ann'), from: t('soon'), until: '2026-11-23T10:00' }}
        errors={{ from: t('Write a time such as 2026-11-23T10:00, in UTC.') }}
        types={['user.deleted']}
      />
    ),
    event: (
      <p.EventPage
        {...quiet}
        event={{
          ...row(2, 'user.updated', 'Ann Example', 48_211),
          actorHref: '/console/users/usr_01ja',
          sequence: 12,
          data: {
            user: { id: 'usr_01ja', username: t('ann'), email: t('ann@example.org') },
            changes: { department: { from: t('0712'), to: t('0815') } },
          },
          context: { actor: { type: 'user', id: 'usr_01ja' }, ip: t('203.0.113.9'), userAgent: t(FIREFOX) },
          changed: [t('department')],
        }}
      />
    ),
    operators: (
      <p.OperatorsPage
        {...quiet}
        me="usr_1"
        lastId="usr_1"
        values={{ login: t('nobody'), role: 'viewer' }}
        errors={{ login: t('No user has exactly this username or address.') }}
        people={[
          { ...user, id: 'usr_1', role: 'operator', mfaEnabled: true },
          { ...user, id: 'usr_2', name: t('Vic'), role: 'viewer', status: 'blocked', mfaEnabled: false },
        ]}
      />
    ),
    plugins: (
      <p.PluginsPage
        {...quiet}
        version="0.1.0"
        now={NOW}
        errors={{ form: t('It failed again and stays set aside.') }}
        plugins={[plugin]}
      />
    ),
    'plugins-none': <p.PluginsPage {...quiet} version="0.1.0" now={NOW} plugins={[]} />,
    'event-types': <p.EventTypesPage {...quiet} types={[registered, ping]} search={t('us')} />,
    'event-types-none': <p.EventTypesPage {...quiet} types={[]} search={t('fly')} />,
    'event-type': (
      <p.EventTypePage {...quiet} type={registered} schema={{ description: t('A user row came to be') }} />
    ),
    'api-reference': <p.ApiReferencePage {...quiet} operations={[operation]} />,
    'api-operation': <p.ApiOperationPage {...quiet} operation={operation} url="https://id.example.org" />,
    'event-type-addressed': <p.EventTypePage {...quiet} type={ping} schema={{}} />,
    'event-stranger': (
      <p.EventPage
        {...quiet}
        event={{
          ...row(2, 'user.login.failed', 'Ann Example', 48_211),
          sequence: null,
          data: {},
          context: {},
          changed: [],
        }}
      />
    ),
    'api-keys': (
      <p.ApiKeysPage
        {...quiet}
        now={NOW}
        created={{
          id: 'key_1',
          kind: 'bearer',
          name: t('HR import'),
          secret: t('gp_RXhhbXBsZU9ubHlOb3RBU2VjcmV0RXhhbXBsZQ'),
        }}
        rows={[
          apiKey,
          { ...apiKey, id: 'key_2', name: t('Old import'), revokedAt: NOW - DAY, lastUsedAt: null },
          {
            ...apiKey,
            id: 'key_3',
            name: t('Trial'),
            expiresAt: NOW - DAY,
            scopes: scopes.map((one) => one.scope),
          },
        ]}
      />
    ),
    'api-keys-pair': (
      <p.ApiKeysPage
        {...quiet}
        now={NOW}
        created={{
          id: 'key_4',
          kind: 'access',
          name: t('Old HR script'),
          secret: t('RXhhbXBsZU9ubHlOb3RBU2VjcmV0RXhhbXBsZQ'),
        }}
        rows={[{ ...apiKey, id: 'key_4', kind: 'access', name: t('Old HR script') }, apiKey]}
      />
    ),
    'api-keys-none': <p.ApiKeysPage {...quiet} now={NOW} rows={[]} />,
    'api-key-new': (
      <p.NewApiKeyPage
        {...quiet}
        scopes={scopes}
        values={{ name: t(''), scopes: [], expires: '90' }}
        errors={{ name: t('A key needs a name.'), scopes: t('Choose at least one.') }}
      />
    ),
    'api-key': <p.ApiKeyPage {...quiet} apiKey={apiKey} now={NOW} />,
  }
}

/** Every page with sample data, by the name its picture has. `text` sees each text that comes from outside. */
export function samplePages(text: Text = (sample) => sample): Readonly<Record<string, VNode>> {
  return { ...peoplePages(text), ...consolePages(text) }
}

/** The shell of a console page, for samples of parts. */
export const sampleShell: v.ConsoleShell = { csrfToken, menu, who: 'ann@example.org' }
