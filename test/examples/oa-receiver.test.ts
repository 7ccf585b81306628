import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  employees,
  makeDataFolder,
  type SentEvent,
  type SentUser,
  send,
  startReceiver,
  startRefused,
  stats,
} from './oa-receiver.ts'

const ann: SentUser = {
  id: 'usr_ann',
  name: 'Ann Example',
  username: 'ann',
  email: 'ann@example.org',
  emailVerified: false,
  status: 'active',
  customFields: { department: '0712 Sales' },
}
const provenAnn = { ...ann, emailVerified: true }

describe('the employees of the OA receiver', () => {
  it('gives a registered user a row with a number, the newest first', async (t) => {
    const receiver = await startReceiver(t)
    const answer = await send(receiver, { type: 'user.registered', sequence: 1, user: ann })
    await send(receiver, { type: 'user.registered', sequence: 1, user: { id: 'usr_ben', name: 'Ben' } })

    assert.deepEqual([answer.status, answer.body], [200, { outcome: 'taken' }])
    const [second, first] = await employees(receiver)
    assert.ok(first && second)
    assert.deepEqual(
      [first.number, first.userId, first.name, first.email, first.department, first.state, first.points],
      ['E-1001', 'usr_ann', 'Ann Example', 'ann@example.org', '0712 Sales', 'E-mail unproven', 0],
    )
    assert.deepEqual([second.number, second.email, second.department], ['E-1002', null, '–'])
  })

  it('makes the row from whichever event of a user comes first', async (t) => {
    const receiver = await startReceiver(t)
    await send(receiver, { type: 'user.login.succeeded', sequence: 31, user: provenAnn })
    const [row] = await employees(receiver)
    assert.deepEqual([row?.name, row?.sequence, row?.state], ['Ann Example', 31, 'Active'])
  })

  it('takes a newer update, and never lets an older one win', async (t) => {
    const receiver = await startReceiver(t)
    await send(receiver, { type: 'user.registered', sequence: 1, user: ann })
    await send(receiver, { type: 'user.updated', sequence: 3, user: { ...ann, name: 'Ann Newest' } })
    const late = await send(receiver, {
      type: 'user.updated',
      sequence: 2,
      user: { ...ann, name: 'Ann Old' },
    })

    assert.deepEqual([late.status, late.body], [200, { outcome: 'late' }])
    const [row] = await employees(receiver)
    assert.deepEqual([row?.name, row?.sequence], ['Ann Newest', 3])
    assert.equal((await stats(receiver)).late, 1)
  })

  it('applies an id once, however often it arrives and also when all arrive at once', async (t) => {
    const receiver = await startReceiver(t)
    const event = { type: 'user.email.verified', sequence: 2, user: provenAnn, data: { first: true } }
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(receiver, event, 'evt_same')))

    assert.ok(answers.every((answer) => answer.status === 200))
    assert.equal(answers.filter((answer) => answer.body.outcome === 'taken').length, 1)
    const { taken, repeats, points } = await stats(receiver)
    assert.deepEqual({ taken, repeats, points }, { taken: 1, repeats: 19, points: 10 })
  })

  it('gives ten points once per user, whatever addresses are proven later', async (t) => {
    const receiver = await startReceiver(t)
    const proof = { type: 'user.email.verified', user: provenAnn }
    await send(receiver, { ...proof, sequence: 2, data: { first: true } })
    await send(receiver, { ...proof, sequence: 3, data: { first: false } })
    await send(receiver, { ...proof, sequence: 4, data: { first: true } })
    const [row] = await employees(receiver)
    assert.deepEqual([row?.points, row?.sequence], [10, 4])
  })

  it('still gives the points when the proof comes late, and leaves the row alone', async (t) => {
    const receiver = await startReceiver(t)
    await send(receiver, { type: 'user.updated', sequence: 3, user: { ...provenAnn, name: 'Ann Newest' } })
    await send(receiver, {
      type: 'user.email.verified',
      sequence: 2,
      user: provenAnn,
      data: { first: true },
    })
    const [row] = await employees(receiver)
    assert.deepEqual([row?.name, row?.sequence, row?.points], ['Ann Newest', 3, 10])
  })

  it('follows a block, its end, and keeps who was deleted as left', async (t) => {
    const receiver = await startReceiver(t)
    const states: Array<string | undefined> = []
    const steps: Array<[type: string, status: string]> = [
      ['user.blocked', 'blocked'],
      ['user.unblocked', 'active'],
      ['user.deletion_requested', 'deleting'],
      ['user.deleted', 'deleting'],
    ]
    for (const [index, [type, status]] of steps.entries()) {
      await send(receiver, { type, sequence: index + 1, user: { ...provenAnn, status } })
      states.push((await employees(receiver))[0]?.state)
    }
    assert.deepEqual(states, ['Blocked', 'Active', 'Leaving', 'Left'])
  })

  it('changes no row for the events without a sequence, which strangers can cause', async (t) => {
    const receiver = await startReceiver(t)
    await send(receiver, { type: 'user.registered', sequence: 1, user: ann })
    const before = await employees(receiver)
    const stranger = { ...ann, name: 'Changed' }
    const events: SentEvent[] = [
      { type: 'user.login.failed', user: stranger },
      { type: 'user.login.locked', user: stranger },
      { type: 'user.password.reset_requested', user: stranger },
      { type: 'user.login.failed', user: { id: 'usr_unknown', name: 'Nobody' } },
      { type: 'user.login.failed', data: { reason: 'unknown_user' } },
    ]
    for (const event of events) {
      const { status, body } = await send(receiver, event)
      assert.deepEqual([status, body], [200, { outcome: 'taken' }])
    }
    assert.deepEqual(await employees(receiver), before)
  })

  it('answers a ping and shows it', async (t) => {
    const receiver = await startReceiver(t)
    const answer = await send(receiver, { type: 'ping', data: { message: 'A test from Gatepost.' } })
    assert.equal(answer.status, 200)
    assert.match(await (await fetch(receiver.url)).text(), /<code>ping<\/code> A test from Gatepost\./)
  })

  it('keeps rows, points and seen ids over a restart', async (t) => {
    const OA_DATA = await makeDataFolder(t)
    const first = await startReceiver(t, { OA_DATA })
    const proof = { type: 'user.email.verified', sequence: 2, user: provenAnn, data: { first: true } }
    await send(first, proof, 'evt_kept')
    const before = await employees(first)
    assert.equal(await first.stop('SIGTERM'), 0)

    const second = await startReceiver(t, { OA_DATA })
    assert.deepEqual((await send(second, proof, 'evt_kept')).body, { outcome: 'repeat' })
    assert.deepEqual(await employees(second), before)
    assert.equal((await stats(second)).points, 10)
  })

  it('loses nothing it acknowledged to a kill, and keeps a seen id and its row together', async (t) => {
    const OA_DATA = await makeDataFolder(t)
    const first = await startReceiver(t, { OA_DATA })
    const proof = (n: number) => {
      const user = { ...provenAnn, id: `usr_${n}` }
      return { type: 'user.email.verified', sequence: 1, user, data: { first: true } }
    }
    let begun = 0
    const acknowledged: string[] = []
    // Twenty senders go on until nobody answers, so the kill always falls among requests in flight.
    const sendOn = async () => {
      for (;;) {
        const n = begun++
        const answer = await send(first, proof(n), `evt_kill_${n}`).catch(() => undefined)
        if (!answer) return
        acknowledged.push(`usr_${n}`)
        if (acknowledged.length === 60) first.stop('SIGKILL')
      }
    }
    await Promise.all(Array.from({ length: 20 }, sendOn))
    assert.ok(acknowledged.length < begun)

    const second = await startReceiver(t, { OA_DATA })
    const rows = await employees(second)
    const kept = new Set(rows.map((row) => row.userId))
    assert.deepEqual(
      acknowledged.filter((user) => !kept.has(user)),
      [],
    )
    // Sent again, an id that was seen is a repeat exactly when its row is there.
    for (let n = 0; n < begun; n++) {
      const { body } = await send(second, proof(n), `evt_kill_${n}`)
      assert.equal(body.outcome, kept.has(`usr_${n}`) ? 'repeat' : 'taken', `usr_${n}`)
    }
    const { employees: all, points } = await stats(second)
    assert.deepEqual({ all, points }, { all: begun, points: begun * 10 })
  })

  it('says what is wrong with a database that it cannot open', async (t) => {
    const OA_DATA = await makeDataFolder(t)
    await writeFile(join(OA_DATA, 'oa.sqlite'), 'this is a text file, and not a database at all')
    const { code, words } = await startRefused({ OA_DATA })
    assert.equal(code, 1)
    assert.match(words, /^OA_DATA: the database in .+ cannot be opened \(.*not a database\)\.\n$/)
  })
})
