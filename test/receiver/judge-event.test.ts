import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createMemory, type JudgedEvent, judgeEvent } from 'gatepost/receiver'

const about = (id: string, type: string, sequence: number | null, userId = 'usr_1'): JudgedEvent => ({
  id,
  type,
  sequence,
  data: { user: { id: userId } },
})

async function verdicts(...events: readonly JudgedEvent[]): Promise<string[]> {
  const memory = createMemory()
  const given: string[] = []
  for (const event of events) given.push(await judgeEvent(memory, event))
  return given
}

describe('judging an event', () => {
  it('takes an id once', async () => {
    const event = about('evt_1', 'user.updated', 3)
    assert.deepEqual(await verdicts(event, event, { ...event, sequence: 9 }), ['new', 'repeat', 'repeat'])
  })

  it('finds late what is not newer than the state of the same user', async () => {
    assert.deepEqual(
      await verdicts(
        about('evt_3', 'user.updated', 3),
        about('evt_2', 'user.updated', 2),
        about('evt_x', 'user.updated', 3),
        about('evt_1', 'user.updated', 1, 'usr_2'),
      ),
      ['new', 'late', 'late', 'new'],
    )
  })

  it('ignores a snapshot of a lower sequence, and takes one of an equal or higher sequence', async () => {
    assert.deepEqual(
      await verdicts(
        about('evt_5', 'user.updated', 5),
        about('evt_s4', 'user.snapshot', 4),
        about('evt_s5', 'user.snapshot', 5),
        about('evt_s7', 'user.snapshot', 7),
        about('evt_6', 'user.updated', 6),
        about('evt_7', 'user.updated', 7),
        about('evt_8', 'user.updated', 8),
      ),
      ['new', 'late', 'new', 'new', 'late', 'late', 'new'],
    )
  })

  it('lets events without a sequence or a user through once, and never as a state', async () => {
    const memory = createMemory()
    const failed = about('evt_f', 'user.login.failed', null)
    assert.equal(await judgeEvent(memory, failed), 'new')
    assert.equal(await judgeEvent(memory, failed), 'repeat')
    assert.equal(await judgeEvent(memory, { id: 'evt_p', type: 'ping', sequence: null, data: {} }), 'new')
    assert.equal(await memory.sequenceOf('usr_1'), undefined)
  })

  it('ends with the newest state, in whatever order and how often events arrive', async () => {
    const arrivals = fc.array(
      fc.record({ sequence: fc.integer({ min: 1, max: 12 }), snapshot: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 40,
      },
    )
    await fc.assert(
      fc.asyncProperty(arrivals, async (list) => {
        const memory = createMemory()
        let state = 0
        for (const { sequence, snapshot } of list) {
          const type = snapshot ? 'user.snapshot' : 'user.updated'
          const event = about(`${type}-${sequence}`, type, sequence)
          if ((await judgeEvent(memory, event)) === 'new') state = sequence
        }
        assert.equal(state, Math.max(...list.map(({ sequence }) => sequence)))
      }),
    )
  })
})
