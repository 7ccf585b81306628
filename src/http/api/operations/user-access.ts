import { z } from 'zod'
import { Refusal } from '../../../domain/errors.ts'
import type { Session } from '../../../domain/session.ts'
import { publicUser, publicUserSchema } from '../../../domain/user.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { endSessions } from '../../../usecases/end-sessions.ts'
import { getUser } from '../../../usecases/get-user.ts'
import { listSessions } from '../../../usecases/list-sessions.ts'
import { sendResetLink } from '../../../usecases/send-reset-link.ts'
import { setPassword } from '../../../usecases/set-password.ts'
import { pageOf } from '../pages.ts'

const time = z.iso.datetime()
const sessionSchema = z.object({
  id: z.string().describe('ses_…'),
  methods: z
    .array(z.enum(['password', 'totp', 'passkey', 'recovery_code']))
    .describe('What was proven at sign-in'),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  remembered: z.boolean(),
  createdAt: time,
  lastSeenAt: time,
  expiresAt: time,
})

const params = z.object({ id: z.string() })
const tag = 'Users'
const write = 'users:write'

/** How a user gets in, over the API: sessions and passwords. Of those who may open the console, no key sets any. */
export function userAccessOperations(deps: Deps): readonly ApiOperation[] {
  return [
    operation({
      id: 'listUserSessions',
      method: 'get',
      path: '/users/{id}/sessions',
      tag,
      summary: 'Where a user is signed in, newest first',
      scope: 'users:read',
      params,
      answers: { 200: { description: 'All of them', body: pageOf(sessionSchema) } },
      async run({ params: { id } }) {
        await getUser(deps, id)
        return { status: 200, body: { data: (await listSessions(deps, id)).map(sessionView), next: null } }
      },
    }),
    operation({
      id: 'endUserSession',
      method: 'delete',
      path: '/users/{id}/sessions/{session}',
      tag,
      summary: 'End one session of a user',
      scope: write,
      params: z.object({ id: z.string(), session: z.string() }),
      answers: { 204: { description: 'Ended' } },
      async run({ params: { id, session }, context }) {
        const ended = await endSessions(deps, { userId: id, sessionId: session }, context)
        if (ended === 0) throw new Refusal('not_found')
        return { status: 204 }
      },
    }),
    operation({
      id: 'setUserPassword',
      method: 'post',
      path: '/users/{id}/password',
      tag,
      summary: 'Give a user a password; every session ends. Not of one who may open the console',
      scope: write,
      params,
      body: z.object({ password: z.string().min(1).max(4096) }),
      answers: { 200: { description: 'The user', body: publicUserSchema } },
      async run({ params: { id }, body: { password }, context }) {
        const user = await setPassword(deps, { userId: id, password }, context)
        return { status: 200, body: publicUser(user) }
      },
    }),
    operation({
      id: 'sendResetLink',
      method: 'post',
      path: '/users/{id}/reset-link',
      tag,
      summary: 'Mail a user a link to choose a new password; every session ends',
      scope: write,
      params,
      answers: { 200: { description: 'Whom it goes to', body: z.object({ email: z.string() }) } },
      run: async ({ params: { id }, context }) => ({
        status: 200,
        body: await sendResetLink(deps, { userId: id }, context),
      }),
    }),
  ]
}

function sessionView(session: Session): z.infer<typeof sessionSchema> {
  const { id, methods, ip, userAgent, remembered } = session
  return {
    ...{ id, methods: [...methods], ip, userAgent, remembered },
    createdAt: new Date(session.createdAt).toISOString(),
    lastSeenAt: new Date(session.lastSeenAt).toISOString(),
    expiresAt: new Date(session.expiresAt).toISOString(),
  }
}
