import { z } from 'zod'
import { publicUser, publicUserSchema, USER_STATUSES, type User } from '../../../domain/user.ts'
import { userVersion } from '../../../domain/versions.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import { blockUser } from '../../../usecases/block-user.ts'
import { createUser } from '../../../usecases/create-user.ts'
import { deleteUser } from '../../../usecases/delete-user.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { expirePassword } from '../../../usecases/expire-password.ts'
import { getUser } from '../../../usecases/get-user.ts'
import { listUsers } from '../../../usecases/list-users.ts'
import { unblockUser } from '../../../usecases/unblock-user.ts'
import { updateUser } from '../../../usecases/update-user.ts'
import { limitParameter, pageOf } from '../pages.ts'

const params = z.object({ id: z.string() })
const text = z.string().max(1000)
const customFields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
const profile = {
  name: text.nullish(),
  givenName: text.nullish(),
  familyName: text.nullish(),
  phone: text.nullish(),
  locale: text.nullish(),
  zoneinfo: text.nullish(),
  externalId: text.nullish(),
}
const newUser = z.object({
  email: text.optional(),
  username: text.optional(),
  password: z.string().max(4096).optional().describe('Without one the user is invited.'),
  ...profile,
  customFields: customFields.optional(),
})
const changes = z.object({
  email: text.nullish(),
  username: text.nullish(),
  ...profile,
  customFields: customFields.optional(),
})
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const reason = z.object({ reason: z.string().max(500).nullish() })

const tag = 'Users'
const user = { description: 'The user', body: publicUserSchema }
const read = 'users:read'
const write = 'users:write'

/** Users over the API. Nothing here can make an operator, and the last one is kept. */
export function userOperations(deps: Deps): readonly ApiOperation[] {
  const answerUser = (status: number, user: User) => ({
    status,
    version: userVersion(deps.keyring, user),
    body: publicUser(user),
  })
  return [
    operation({
      id: 'listUsers',
      method: 'get',
      path: '/users',
      tag,
      summary: 'Users, newest first; a page of a search may be short although there is a next one',
      scope: read,
      query: z.object({
        cursor: z.string().max(500).optional(),
        limit: limitParameter(50, 200),
        search: z
          .string()
          .max(300)
          .optional()
          .describe(
            'How a username, an address, a name or an external id begins, or a whole id; in the order of what matched',
          ),
        status: z.enum(USER_STATUSES).optional(),
        mfaEnabled: z
          .enum(['true', 'false'])
          .meta({ type: 'boolean', enum: undefined })
          .transform((text) => text === 'true')
          .optional(),
        createdFrom: moment.optional().describe('Made at this time or later'),
        createdBefore: moment.optional().describe('Made before this time'),
      }),
      answers: { 200: { description: 'A page of users', body: pageOf(publicUserSchema) } },
      async run({ query }) {
        const { users, next } = await listUsers(deps, query)
        return { status: 200, body: { data: users.map(publicUser), next } }
      },
    }),
    operation({
      id: 'createUser',
      method: 'post',
      path: '/users',
      tag,
      summary: 'Create a user, or invite one by leaving out the password',
      scope: write,
      body: newUser,
      answers: { 201: { ...user, tagged: true } },
      async run({ body, context }) {
        const created = await createUser(
          deps,
          { ...body, externalId: body.externalId ?? undefined, method: 'api' },
          context,
        )
        return { ...answerUser(201, created), headers: { location: `/api/v1/users/${created.id}` } }
      },
    }),
    operation({
      id: 'readUser',
      method: 'get',
      path: '/users/{id}',
      tag,
      summary: 'One user',
      scope: read,
      params,
      answers: { 200: user },
      versioned: true,
      run: async ({ params: { id } }) => answerUser(200, await getUser(deps, id)),
    }),
    operation({
      id: 'updateUser',
      method: 'patch',
      path: '/users/{id}',
      tag,
      summary: 'Change what is sent; null clears a field',
      scope: write,
      params,
      body: changes,
      answers: { 200: user },
      versioned: true,
      async run({ params: { id }, body, context, seen }) {
        const unchanged = (present: User) => seen(userVersion(deps.keyring, present))
        return answerUser(200, await updateUser(deps, { userId: id, changes: body, unchanged }, context))
      },
    }),
    operation({
      id: 'deleteUser',
      method: 'delete',
      path: '/users/{id}',
      tag,
      summary: 'Delete a user and all that proves who they are',
      scope: write,
      params,
      answers: { 204: { description: 'Deleted' } },
      versioned: true,
      async run({ params: { id }, context, seen }) {
        const unchanged = (present: User) => seen(userVersion(deps.keyring, present))
        await deleteUser(deps, { userId: id, unchanged }, context)
        return { status: 204 }
      },
    }),
    operation({
      id: 'blockUser',
      method: 'post',
      path: '/users/{id}/block',
      tag,
      summary: 'Shut the account; its sessions end',
      scope: write,
      params,
      body: reason,
      answers: { 200: user },
      async run({ params: { id }, body, context }) {
        const blocked = await blockUser(deps, { userId: id, reason: body.reason ?? null }, context)
        return { status: 200, body: publicUser(blocked) }
      },
    }),
    operation({
      id: 'expirePassword',
      method: 'post',
      path: '/users/{id}/expire-password',
      tag,
      summary: 'End the sessions and ask for a new password at the next sign-in',
      scope: write,
      params,
      answers: { 200: user },
      async run({ params: { id }, context }) {
        return { status: 200, body: publicUser(await expirePassword(deps, { userId: id }, context)) }
      },
    }),
    operation({
      id: 'unblockUser',
      method: 'post',
      path: '/users/{id}/unblock',
      tag,
      summary: 'Open the account again',
      scope: write,
      params,
      body: reason,
      answers: { 200: user },
      async run({ params: { id }, body, context }) {
        const opened = await unblockUser(deps, { userId: id, reason: body.reason ?? null }, context)
        return { status: 200, body: publicUser(opened) }
      },
    }),
  ]
}
