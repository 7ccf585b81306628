import { z } from 'zod'
import { publicUser, publicUserSchema } from '../../../domain/user.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { endSessions } from '../../../usecases/end-sessions.ts'
import { getUser } from '../../../usecases/get-user.ts'
import { inviteAgain } from '../../../usecases/invite-again.ts'
import { openApp } from '../../../usecases/open-app.ts'
import { resetFactors } from '../../../usecases/reset-factors.ts'
import { anyEventSchema } from '../event-view.ts'
import { limitParameter, pageOf } from '../pages.ts'
import { beforePosition, newestEvents } from './newest-events.ts'

const params = z.object({ id: z.string() })
const tag = 'Users'
const scope = 'users:write'

/** What a support desk does for a user over the API, and the user's own events. */
export function userActOperations(deps: Deps): readonly ApiOperation[] {
  return [
    operation({
      id: 'inviteUser',
      method: 'post',
      path: '/users/{id}/invite',
      tag,
      summary: 'Mail an invited user a new invitation; older ones end',
      scope,
      params,
      answers: { 200: { description: 'Whom it goes to', body: z.object({ email: z.string() }) } },
      run: async ({ params: { id }, context }) => ({
        status: 200,
        body: await inviteAgain(deps, { userId: id }, context),
      }),
    }),
    operation({
      id: 'resetFactors',
      method: 'post',
      path: '/users/{id}/reset-factors',
      tag,
      summary: 'Take the second factors of a user who lost them; not of one who may open the console',
      scope,
      params,
      answers: { 200: { description: 'The user', body: publicUserSchema } },
      async run({ params: { id }, context }) {
        await resetFactors(deps, { userId: id }, context)
        return { status: 200, body: publicUser(await getUser(deps, id)) }
      },
    }),
    operation({
      id: 'openApp',
      method: 'post',
      path: '/users/{id}/open-app',
      tag,
      summary: 'Let an app take codes again after 100 wrong ones; not of one who may open the console',
      scope,
      params,
      answers: { 200: { description: 'The user', body: publicUserSchema } },
      run: async ({ params: { id }, context }) => ({
        status: 200,
        body: publicUser(await openApp(deps, { userId: id }, context)),
      }),
    }),
    operation({
      id: 'endSessions',
      method: 'post',
      path: '/users/{id}/end-sessions',
      tag,
      summary: 'Sign the user out everywhere',
      scope,
      params,
      answers: { 200: { description: 'How many sessions ended', body: z.object({ ended: z.int() }) } },
      run: async ({ params: { id }, context }) => ({
        status: 200,
        body: { ended: await endSessions(deps, { userId: id }, context) },
      }),
    }),
    operation({
      id: 'listUserEvents',
      method: 'get',
      path: '/users/{id}/events',
      tag,
      summary: 'The events about one user, newest first; also of one who is gone',
      scope: 'events:read',
      params,
      query: z.object({
        cursor: beforePosition,
        limit: limitParameter(50, 200),
      }),
      answers: { 200: { description: 'A page of events', body: pageOf(anyEventSchema) } },
      async run({ params: { id }, query: { cursor, limit } }) {
        return { status: 200, body: await newestEvents(deps, { subject: id, cursor, limit }) }
      },
    }),
  ]
}
