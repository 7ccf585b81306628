import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { readRows } from '../support/rows.ts'
import { until } from '../support/wait.ts'
import type { Fault } from './fault.ts'
import { noFeedback } from './outages.ts'
import type { Endpoint, Stage } from './stage.ts'

const group = 'Meaning'

export const editedBetween: Fault = {
  group,
  name: 'an endpoint is edited between two attempts: the newest settings apply',
  async play(stage) {
    const oa = await stage.endpoint('oa', {
      manners: [{ status: 500 }],
      fields: { retry: { delays: [30, 30] } },
    })
    await stage.people.register(3)
    await stage.attempted([oa])
    const moved = `${oa.path}-moved`
    await stage.alsoAt(oa, moved)
    await oa.edit({ url: `${stage.receiver.host.url}${moved}` })
    const before = (await oa.arrivals()).length
    await stage.still()
    const after = (await oa.arrivals()).slice(before)
    const strayed = after.filter(({ path }) => path !== moved).length
    const resigned = new Set((await oa.arrivals()).map(({ id, timestamp }) => `${id} ${timestamp}`)).size
    const all = (await oa.arrivals()).length
    return {
      also: [
        ...(strayed === 0 ? [] : [`${strayed} requests went to the old address`]),
        ...(resigned === all ? [] : ['an attempt was not signed anew']),
      ],
    }
  },
}

export const resentWhileDue: Fault = {
  group,
  name: 'resent while a retry is due: one request in flight',
  async play(stage) {
    const oa = await stage.endpoint('oa', {
      manners: [{ status: 500 }, { delayMs: 500 }],
      events: ['user.registered'],
      fields: { retry: { delays: [0.5, 30] } },
    })
    await stage.people.register(1)
    await stage.attempted([oa])
    const [delivery] = await deliveriesOf(stage, oa, 'pending')
    // Some land before the retry, some while it is under way, some after it.
    const answers: number[] = []
    for (let n = 0; n < 15; n++) {
      if (delivery) answers.push((await stage.ask('POST', `/deliveries/${delivery}/resend`)).status)
      await pause(40)
      // The second request is the retry; a third one is a resend of what was delivered meanwhile.
      if ((await oa.count()) > 2 || (await deliveriesOf(stage, oa, 'delivered')).length > 0) break
    }
    await stage.still()
    const requests = (await oa.arrivals()).length
    const wrong = answers.filter((status) => status !== 202 && status !== 409)
    return {
      // The last resend may find it delivered, and then means what it says.
      repeats: 1,
      also: [
        ...(requests <= 3 ? [] : [`${requests} requests for one delivery`]),
        ...wrong.map((status) => `a resend was answered ${status}`),
        ...(answers.includes(409) ? [] : ['no resend met the request in flight']),
      ],
    }
  },
}

export const endpointDeleted: Fault = {
  group,
  name: 'an endpoint is deleted with deliveries waiting and under way',
  async play(stage) {
    const oa = await stage.endpoint('oa', {
      manners: [{ delayMs: 1500 }],
      events: ['user.registered'],
      fields: { maxInFlight: 2 },
    })
    await stage.endpoint('well')
    await stage.people.register(8)
    await until('two are under way', async () => (await oa.arrivals()).length === 2)
    await stage.ask('DELETE', `/webhooks/${oa.id}`)
    await stage.people.register(2)
    await stage.still()
    return [
      { endpoints: [oa.id], skipped: 6 },
      { name: 'a healthy one beside it', endpoints: stage.endpointIds().filter((id) => id !== oa.id) },
    ]
  },
}

export const userDeleted: Fault = {
  group,
  name: 'a user is deleted with deliveries waiting and under way: told to the end, in order',
  async play(stage) {
    const oa = await stage.endpoint('oa', { manners: [{ delayMs: 300 }], events: ['user.*'] })
    await stage.people.register(4)
    await stage.people.renameAll(2)
    const [gone] = stage.people.all
    await stage.ask('DELETE', `/users/${gone?.id}`)
    await stage.still()
    const told = (await oa.arrivals()).filter(({ subject }) => subject === gone?.id)
    return { also: told.at(-1)?.type === 'user.deleted' ? [] : [`the last word was ${told.at(-1)?.type}`] }
  },
}

export const twoSecrets: Fault = {
  group,
  name: 'two live secrets: both sign during the overlap, the new one alone after it',
  async play(stage) {
    const oa = await stage.endpoint('oa')
    await stage.people.register(1)
    await stage.still()
    const { body } = await stage.ask('POST', `/webhooks/${oa.id}/rotate-secret`, { overlapSeconds: 60 })
    const { secret } = body as { secret: string }
    stage.secrets.push(secret)
    await stage.receiver.script(oa.path, { manners: [{}], secrets: [oa.secret, secret] })
    const before = (await oa.arrivals()).length
    await stage.people.register(1)
    await stage.still()
    const during = (await oa.arrivals()).slice(before)
    stage.server.moveTo(stage.server.now() + 61_000)
    await stage.people.register(1)
    await stage.still()
    const after = (await oa.arrivals()).slice(before + during.length)
    return {
      also: [
        ...(during.every(({ signedBy }) => signedBy.length === 2)
          ? []
          : ['one secret did not sign in the overlap']),
        ...(after.every(({ signedBy }) => signedBy.join() === '1')
          ? []
          : ['the old secret signed after the overlap']),
      ],
    }
  },
}

export const refusedChanges: Fault = {
  group,
  name: 'changes that are refused or rolled back leave no event',
  async play(stage) {
    await stage.endpoint('oa')
    const [person] = await stage.people.register(2)
    await stage.still()
    const count = async () =>
      Number((await readRows(stage.server.file, 'select count(*) as n from events'))[0]?.n)
    const before = await count()
    const answers = await Promise.all([
      stage.ask('POST', '/users', { username: person?.username, name: 'Twice' }),
      stage.ask('POST', '/users', { username: 'a@b', name: 'Wrong' }),
      stage.ask('POST', '/users', { name: 'x'.repeat(2000) }),
      stage.ask('PATCH', `/users/${person?.id}`, { username: 'person-2' }),
      stage.ask('PATCH', `/users/${person?.id}`, { name: person?.names[0] }),
      stage.ask('PATCH', '/users/usr_nobody', { name: 'Nobody' }),
      stage.ask('DELETE', '/users/usr_nobody'),
    ])
    const grown = (await count()) - before
    // What was typed is nowhere to be read, taken or refused.
    const [good, weak] = ['seven quiet lanterns hum 4711', 'hush-4711']
    stage.secrets.push(good, weak)
    await stage.ask('POST', '/users', { username: 'with-password', password: good })
    await stage.ask('POST', '/users', { username: 'with-weak-password', password: weak })
    await stage.still()
    const odd = answers.filter(({ status }) => status === 0 || status >= 500)
    return {
      also: [
        ...(grown === 0 ? [] : [`${grown} events came of refused changes`]),
        ...odd.map(({ status, body }) => `a refusal was answered ${status}: ${JSON.stringify(body)}`),
      ],
    }
  },
}

/** A receiver that tells what it was sent, as test receivers do: none of it may be kept readable. */
export const echoing: Fault = {
  group,
  name: 'a receiver echoes the secret headers it was sent',
  async play(stage) {
    const [header, token] = ['opensesame-4711-opensesame', 'letmein-0815-letmein-0815']
    stage.secrets.push(header, token)
    await stage.endpoint('oa', {
      manners: [{ echo: true }, { echo: true, status: 500 }, {}],
      fields: { headers: { 'x-key': header }, auth: { type: 'bearer', token } },
    })
    await stage.people.register(2)
    await stage.still()
    return {}
  },
}

const VERBS = [
  'enable',
  'disable',
  'skip and enable',
  'edit',
  'narrow',
  'rotate',
  'resend',
  'replay',
  'replay and stop',
  'change',
  'make',
  'delete',
] as const
type Verb = (typeof VERBS)[number]

/** Any order of verbs, chosen by a seed that a failure can be repeated with. */
export const byChance = (steps: number, seed = 4711): Fault => ({
  group,
  name: `${steps} verbs by chance (seed ${seed})`,
  async play(stage) {
    const verbs = fc.array(fc.constantFrom(...VERBS), { minLength: steps, maxLength: steps })
    const picks = fc.array(fc.nat(1000), { minLength: steps, maxLength: steps })
    const [sequence = []] = fc.sample(verbs, { seed, numRuns: 1 })
    const [chosen = []] = fc.sample(picks, { seed, numRuns: 1 })
    let living: Endpoint[] = []
    for (let n = 0; n < 3; n++) living.push(await stage.endpoint(`oa ${n}`, { manners: [{ share: 0.3 }] }))
    await stage.people.register(6)
    for (const [index, verb] of sequence.entries()) {
      living = await perform(stage, verb, living, chosen[index] ?? 0, index)
      const { status } = await stage.ask('GET', '/deliveries?limit=1')
      if (status !== 200) throw new Error(`after ${verb} the API answered ${status}`)
    }
    for (const endpoint of living) await endpoint.edit({ enabled: true })
    await stage.still({ timeoutMs: 180_000 })
    // Resends and replays come again on purpose.
    return { skipped: 'any', repeats: Number.POSITIVE_INFINITY }
  },
})

async function perform(
  stage: Stage,
  verb: Verb,
  living: Endpoint[],
  pick: number,
  index: number,
): Promise<Endpoint[]> {
  const endpoint = living[pick % Math.max(1, living.length)]
  const person = stage.people.all[pick % stage.people.all.length]
  if (verb === 'change' || !endpoint) {
    if (person) await stage.people.rename(person)
    return living
  }
  switch (verb) {
    case 'enable':
      await endpoint.edit({ enabled: true })
      return living
    case 'disable':
      await endpoint.edit({ enabled: false })
      return living
    case 'skip and enable':
      await stage.ask('PATCH', `/webhooks/${endpoint.id}?waiting=skip`, { enabled: true })
      return living
    case 'edit':
      await endpoint.edit({ events: ['user.*'], timeoutMs: 1000 + pick })
      return living
    case 'narrow':
      await endpoint.edit({ events: ['user.updated'] })
      return living
    case 'rotate': {
      const { body } = await stage.ask('POST', `/webhooks/${endpoint.id}/rotate-secret`, {})
      stage.secrets.push((body as { secret: string }).secret)
      return living
    }
    case 'resend': {
      const ended = [
        ...(await deliveriesOf(stage, endpoint, 'delivered')),
        ...(await deliveriesOf(stage, endpoint, 'skipped')),
      ]
      const delivery = ended[pick % Math.max(1, ended.length)]
      if (delivery) await stage.ask('POST', `/deliveries/${delivery}/resend`)
      return living
    }
    case 'replay':
    case 'replay and stop': {
      const which = pick % 2 === 0 ? 'all' : 'missed'
      const { status, body } = await stage.ask('POST', `/webhooks/${endpoint.id}/replay`, { which })
      if (status === 202 && verb === 'replay and stop')
        await stage.ask('POST', `/webhooks/${endpoint.id}/replays/${(body as { id: string }).id}/stop`)
      return living
    }
    case 'make':
      return [...living, await stage.endpoint(`oa made at ${index}`, { manners: [{ share: 0.3 }] })]
    case 'delete':
      if (living.length < 2) return living
      await stage.ask('DELETE', `/webhooks/${endpoint.id}`)
      return living.filter((one) => one !== endpoint)
  }
}

async function deliveriesOf(stage: Stage, { id }: Endpoint, state: string): Promise<string[]> {
  const { body } = await stage.ask('GET', `/deliveries?endpoint=${id}&state=${state}&limit=100`)
  return (body as { data: { id: string }[] }).data.map((delivery) => delivery.id)
}

export const meaning: readonly Fault[] = [
  editedBetween,
  resentWhileDue,
  endpointDeleted,
  userDeleted,
  noFeedback,
  twoSecrets,
  refusedChanges,
  echoing,
  byChance(150),
]
