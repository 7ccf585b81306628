import type { Call, ConsoleServer } from '../plugins/webhooks/console-server.ts'
import { deliveries, makeWebhook } from '../plugins/webhooks/console-server.ts'
import { until } from './wait.ts'

/** Addresses by the route of the console that answers them. */
export type Addresses = Readonly<Record<string, readonly string[]>>

/** Puts something on every page of the console; answers where each of them is to be seen, in each of its looks. */
export async function furnish(server: ConsoleServer): Promise<Addresses> {
  const call = await server.api()
  const made = async (path: string, body: object): Promise<{ readonly id: string }> => {
    const answer = await call('post', path, body)
    if (answer.status > 202)
      throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  await call('post', '/custom-fields', {
    key: 'site',
    type: 'choice',
    label: 'Site',
    choices: ['Bern', 'Oslo'],
  })
  const well = await makeWebhook(call, { name: 'OA employees', url: `${server.receiver.url}/oa` })
  const down = await makeWebhook(call, {
    name: 'HR sync',
    url: `${server.receiver.url}/hr`,
    format: 'genauth',
    events: ['user:created', 'user:updated'],
    retry: { delays: [3600] },
    filter: { all: [{ path: 'data.user.name', exists: true }] },
  })
  await server.receiver.script([{}], { paths: { '/hr': [{ status: 500, body: 'read-only' }] } })
  const users: string[] = []
  for (const name of ['Ida North', 'Jon South', 'Kai West', 'Lea East']) users.push(await server.user(name))
  await call('post', `/users/${users[0]}/block`, { reason: 'left' })
  const [delivered] = await deliveries(call, `endpoint=${well.id}&state=delivered`, 4)
  const [waiting] = await deliveries(call, `endpoint=${down.id}&state=pending`, 1)

  const hook = `/webhooks/${well.id}`
  const replay = await made(`${hook}/replay`, { which: 'all' })
  const backfill = await made(`${hook}/backfills`, {})
  const repair = await made(`${hook}/repairs`, {})
  await made(`${hook}/repairs/${repair.id}/users`, { users: [{ id: users[0], sequence: 0 }] })
  const typed = await made(`${hook}/typed-messages`, {
    eventType: 'user.updated',
    format: 'standard',
    headers: {},
    body: '{}',
  })
  const imported = await importOf(call)
  const key = await keyOf(server)
  const event = delivered?.event.id ?? ''

  const list = (route: string, ...queries: string[]) => queries.map((query) => `${route}${query}`)
  const at = (route: string, ...ids: (string | undefined)[]) => {
    let n = 0
    return [route.replaceAll(/:\w+/g, () => String(ids[n++]))]
  }
  const one = (route: string, ...ids: (string | undefined)[]) => ({ [route]: at(route, ...ids) })
  return {
    '/console/': list('/console', '', '?span=week'),
    '/console/users': list('/console/users', '', '?q=nobody'),
    ...one('/console/users/new'),
    ...one('/console/users/imports'),
    ...one('/console/users/imports/new'),
    ...one('/console/users/imports/:id', imported),
    ...one('/console/users/export/new'),
    '/console/users/:id': [`/console/users/${users[0]}`, `/console/users/${users[1]}`],
    ...one('/console/users/:id/edit', users[1]),
    ...one('/console/users/:id/password/new', users[1]),
    '/console/events': list('/console/events', '', '?user=usr_nobody'),
    ...one('/console/events/:id', event),
    ...one('/console/event-types'),
    ...one('/console/event-types/:type', 'user.registered'),
    ...one('/console/api-keys'),
    ...one('/console/api-keys/new'),
    ...one('/console/api-keys/:id', key),
    ...one('/console/operators'),
    ...one('/console/api'),
    ...one('/console/api/:operation', 'createWebhook'),
    ...one('/console/plugins'),
    ...one('/console/settings'),
    ...one('/console/settings/edit'),
    ...one('/console/settings/logo/edit'),
    ...one('/console/settings/fields/new'),
    ...one('/console/settings/fields/:key/edit', 'site'),
    '/console/webhooks/': list('/console/webhooks', '', '?state=disabled'),
    ...one('/console/webhooks/new'),
    '/console/webhooks/:id': [`/console/webhooks/${well.id}`, `/console/webhooks/${down.id}`],
    '/console/webhooks/:id/edit': [`/console/webhooks/${well.id}/edit`, `/console/webhooks/${down.id}/edit`],
    ...one('/console/webhooks/:id/debug/new', well.id),
    ...one('/console/webhooks/:id/debug/:test', well.id, typed.id),
    '/console/webhooks/:id/replay/new': list(
      `/console/webhooks/${well.id}/replay/new`,
      '',
      '?which=all&show=1',
    ),
    ...one('/console/webhooks/:id/replays/:replay', well.id, replay.id),
    ...one('/console/webhooks/:id/users', well.id),
    ...one('/console/webhooks/:id/repairs/new', well.id),
    ...one('/console/webhooks/:id/repairs/:repair', well.id, repair.id),
    ...one('/console/webhooks/:id/backfills/new', well.id),
    ...one('/console/webhooks/:id/backfills/:backfill', well.id, backfill.id),
    '/console/deliveries/': list('/console/deliveries', '', '?state=open', '?answer=failed'),
    ...one('/console/webhooks/receiving'),
    ...one('/console/webhooks/ledger'),
    '/console/webhooks/ledger/why': list(
      '/console/webhooks/ledger/why',
      '',
      `?event=${event}&endpoint=${down.id}`,
    ),
    '/console/deliveries/:id': [delivered, waiting].map((delivery) => `/console/deliveries/${delivery?.id}`),
  }
}

/** A file of users with a line that is none. */
async function importOf(call: Call): Promise<string> {
  const { body } = await call('post', '/user-imports')
    .type('text/csv')
    .send('username,email\nnina,nina@example.org\nno name,not an address\n')
  const { id } = body
  await until('the import is checked', async () => {
    const { body: now } = await call('get', `/user-imports/${id}`)
    return now.state !== 'receiving' && now.state !== 'checking'
  })
  return id
}

async function keyOf(server: ConsoleServer): Promise<string> {
  const call = await server.api()
  const { body } = await call('get', '/api-keys')
  return body.data[0].id
}
