import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hash as bcrypt } from '@node-rs/bcrypt'
import { createArgon2Hasher } from '../../src/hashing/argon2.ts'
import { parseHash } from '../../src/hashing/parse-hash.ts'
import { carryOnImport, type Hold, letGoOfImport } from '../../src/usecases/carry-on-import.ts'
import { checkPassword } from '../../src/usecases/check-password.ts'
import { createUser } from '../../src/usecases/create-user.ts'
import { defineCustomField } from '../../src/usecases/define-custom-field.ts'
import type { Deps } from '../../src/usecases/deps.ts'
import { cancelUserImport, getUserImport, startUserImport } from '../../src/usecases/user-imports.ts'
import {
  byCli,
  byKey,
  byOperator,
  makeTestOperator,
  PASSWORD,
  refusal,
  register,
  somebody,
} from '../support/accounts.ts'
import { countingHasher, makeDeps } from '../support/deps.ts'
import { importFile, outcomeOf, receive, workOff } from '../support/import-users.ts'

const faultOf = (hash: string) => {
  const parsed = parseHash(hash)
  return 'fault' in parsed ? parsed.fault : undefined
}
const judging = { ...countingHasher(), faultOf }
const BCRYPT = `$2b$10$${'a'.repeat(53)}`

const manyPeople = (count: number) =>
  `username\n${Array.from({ length: count }, (_, n) => `user${n}`).join('\n')}`

describe('an import of users', () => {
  test('writes each good line as a user, and says what is wrong with each bad one', async (t) => {
    const world = await makeDeps(t, { hasher: judging })
    await register(world, { username: 'ann' })
    const { done, faults } = await importFile(
      world.deps,
      [
        'username,email,emailVerified,name,locale,externalId,status,passwordHash,zoneinfo',
        `bob,Bob@Example.org,true,Bob,de,E-1,,${BCRYPT},Europe/Berlin`,
        'Ann,,,,,,,,',
        ',,,nobody,,,,,',
        'cyn,cyn@,maybe,"Cyn\nthia",zz_zz_zz,,busy,$2b$31$x,Mars/Olympus',
        'BOB,bob@example.org,,,,E-1,,,',
        'dan,,,Dan,,,blocked,,',
        'eve,,true,,,,,,',
        'too,many,,,,,,,,cells',
        `fay,,,,,,invited,${BCRYPT},`,
      ].join('\r\n'),
    )
    assert.deepEqual([done.state, done.lines, done.created, done.bad], ['done', 9, 2, 7])
    assert.deepEqual(
      faults.map((fault) => fault.split(' ').slice(0, 2).join(' ')),
      [
        ...['3 username', '4 username', '5 email', '5 emailVerified', '5 locale', '5 name'],
        ...['5 passwordHash', '5 status', '5 zoneinfo', '7 email', '7 externalId', '7 username'],
        ...['9 emailVerified', '10 line', '11 status'],
      ],
    )
    assert.ok(faults.includes('7 email Line 2 has this too.'))
    const rows = await world.rows('users')
    const bob = rows.find(({ username }) => username === 'bob')
    assert.deepEqual(
      [bob?.email, Boolean(bob?.email_verified), bob?.name, bob?.locale, bob?.external_id, bob?.status],
      ['bob@example.org', true, 'Bob', 'de', 'E-1', 'active'],
    )
    assert.equal(rows.find(({ username }) => username === 'dan')?.status, 'blocked')
    assert.equal(rows.length, 3)
  })

  test('stops at nothing: broken quotes, other encodings and endless lines are bad lines among good ones', async (t) => {
    const world = await makeDeps(t)
    const text = [
      'username;name',
      'ann;Ann',
      '"bea;Bea',
      'cyn;Cyn',
      `dan;${'x'.repeat(70_000)}`,
      'e"v"e;Eve',
      '"fay";"Fay ""the"" first"',
      'gus;\u0000',
      'hal;Hal',
    ].join('\n')
    const { done, faults } = await importFile(
      world.deps,
      Buffer.concat([Buffer.from(text), Buffer.from([0x0a, 0x69, 0x64, 0x61, 0x3b, 0xff, 0x0a])]),
    )
    assert.deepEqual([done.created, done.bad], [4, 5])
    assert.deepEqual(
      faults.map((fault) => fault.split(' ').slice(0, 2).join(' ')),
      ['3 line', '5 line', '6 username', '8 name', '10 name'],
    )
    const names = (await world.rows('users')).map(({ name }) => name)
    assert.deepEqual(names, ['Ann', 'Cyn', 'Fay "the" first', 'Hal'])
  })

  test('takes one JSON object a line, in its types', async (t) => {
    const world = await makeDeps(t)
    const { done, faults } = await importFile(
      world.deps,
      [
        '{"username":"ann","emailVerified":false,"customFields":{"team":"red","size":7,"on":true}}',
        '{"username":"bob","name":5,"role":"operator","password":"x","__proto__":1}',
        '["cyn"]',
        '{"username":"dan"',
        '{"username":"eve","name":{"first":"Eve"}}',
        '{"username":"fay","name":"\\ud800"}',
        '{"username":"gus","emailVerified":"true"}',
        '',
        '{"id":"usr_x","username":"hal","createdAt":"2020-01-01T00:00:00Z"}',
      ].join('\n'),
    )
    assert.deepEqual([done.format, done.created, done.bad], ['jsonl', 2, 6])
    const [ann] = await world.rows('users')
    assert.deepEqual(JSON.parse(String(ann?.custom_fields)), { team: 'red', size: 7, on: true })
    assert.ok(faults.includes('2 role An import makes no operators and no viewers.'), faults.join('\n'))
    assert.ok(faults.includes('2 name This is a text.'))
  })

  test('a file that is none as a whole is refused, and nothing of it is kept', async (t) => {
    const { deps, rows } = await makeDeps(t)
    const files = [
      '',
      '\n \n',
      'username',
      '[{"username":"ann"}]',
      'name,locale\nAnn,de',
      'username,role\nann,operator',
    ]
    for (const text of [...files, 'username,username\na,b', '"username\nann'])
      await assert.rejects(receive(deps, text), refusal('invalid', 'file'), text)
    for (const table of ['user_imports', 'user_import_slices', 'users'])
      assert.deepEqual(await rows(table), [])
  })

  test('checks custom fields in their types, private ones apart', async (t) => {
    const world = await makeDeps(t)
    const base = {
      labels: { en: 'X', 'zh-CN': null },
      choices: [],
      required: false,
      private: false,
      editor: 'operator' as const,
    }
    await defineCustomField(
      world.deps,
      { ...base, key: 'size', type: 'number' as const, required: true },
      byOperator,
    )
    await defineCustomField(world.deps, { ...base, key: 'pay', type: 'number', private: true }, byOperator)
    await defineCustomField(world.deps, { ...base, key: 'since', type: 'date' }, byOperator)
    const { done, faults } = await importFile(
      world.deps,
      [
        'username,customFields.size,customFields.pay,customFields.since,customFields.odd',
        'ann,7,100,2026-01-31,',
        'bob,,,,',
        'cyn,many,,yesterday,x',
      ].join('\n'),
    )
    assert.equal(done.created, 1)
    assert.deepEqual(
      faults.map((fault) => fault.split(' ').slice(0, 2).join(' ')),
      ['3 customFields.size', '4 customFields.odd', '4 customFields.since', '4 customFields.size'],
    )
    const [ann] = await world.rows('users')
    assert.deepEqual(JSON.parse(String(ann?.custom_fields)), { size: 7, since: '2026-01-31' })
    assert.deepEqual(JSON.parse(String(ann?.private_fields)), { pay: 100 })
  })

  test('a dry run writes no user and no event, and finds what the writing will find', async (t) => {
    const world = await makeDeps(t)
    await register(world, { username: 'ann' })
    const { id } = await receive(
      world.deps,
      'username,email\nann,\nbob,b@example.org\nbob,\ncyn,b@example.org',
    )
    assert.deepEqual(await world.typesOf(() => workOff(world.deps)), [])
    const dry = await outcomeOf(world.deps, id)
    assert.deepEqual([dry.done.state, dry.done.bad, dry.done.created], ['checked', 3, 0])
    assert.equal((await world.rows('users')).length, 1)

    await startUserImport(world.deps, { importId: id, quiet: false }, byOperator)
    await workOff(world.deps)
    const wet = await outcomeOf(world.deps, id)
    assert.deepEqual([wet.done.state, wet.done.bad, wet.done.created], ['done', 3, 1])
    assert.deepEqual(wet.faults, dry.faults)
    await assert.rejects(
      startUserImport(world.deps, { importId: id, quiet: false }, byOperator),
      refusal('conflict'),
    )
  })

  test('who registered between the check and the writing keeps the name; the line is listed as bad', async (t) => {
    const world = await makeDeps(t)
    const { id } = await receive(world.deps, 'username\nann\nbob')
    await workOff(world.deps)
    await register(world, { username: 'ann' })
    await startUserImport(world.deps, { importId: id, quiet: false }, byOperator)
    await workOff(world.deps)
    const { done, faults } = await outcomeOf(world.deps, id)
    assert.deepEqual([done.created, done.bad], [1, 1])
    assert.match(faults.join(), /^2 username This username is taken/)
  })

  test('a verified address is taken from those who have not proven it, never from who has or from an operator', async (t) => {
    const world = await makeDeps(t)
    const { deps } = world
    await register(world, { username: 'squatter', email: 'boss@example.org' })
    const olga = await makeTestOperator(world)
    await deps.transaction((tx) => tx('users').where({ id: olga.id }).update({ email: 'olga@example.org' }))
    const { done, faults } = await importFile(
      deps,
      [
        'username,email,emailVerified',
        'boss,boss@example.org,yes',
        'twin,twin@example.org,no',
        'mallory,olga@example.org,yes',
      ].join('\n'),
      {},
      byKey,
    )
    assert.deepEqual([done.created, faults.length], [2, 1])
    assert.match(faults.join(), /^4 email Another user has proven this address/)
    const emails = Object.fromEntries(
      (await world.rows('users')).map(({ username, email }) => [username, email]),
    )
    assert.deepEqual(emails, {
      squatter: null,
      olga: 'olga@example.org',
      boss: 'boss@example.org',
      twin: 'twin@example.org',
    })
    const again = await importFile(deps, 'username,email\ntwin2,twin@example.org')
    assert.match(again.faults.join(), /^2 email Another user has this address, unproven/)
  })

  test('no import makes an operator, and the users act for whoever asked', async (t) => {
    const world = await makeDeps(t)
    await importFile(world.deps, 'username\nann', {}, byKey)
    assert.deepEqual(
      (await world.rows('users')).map(({ role }) => role),
      [null],
    )
    assert.deepEqual(
      (await world.events()).map(({ type, context }) => [type, context.actor.id]),
      [
        ['user.registered', 'key_1'],
        ['users.imported', 'key_1'],
      ],
    )
  })

  test('of many lines each is written once, however often a step fails, stops, or is done by two', async (t) => {
    const world = await makeDeps(t)
    const count = 180
    const text = manyPeople(count)
    const { id } = await receive(world.deps, text, { startsItself: true })
    let fails = 0
    const flaky: Deps = {
      ...world.deps,
      transaction: (work) =>
        world.deps.transaction(async (tx) => {
          const result = await work(tx)
          fails += 1
          if (fails % 4 === 0 || fails % 7 === 0) throw new Error('the power went')
          return result
        }),
    }
    let holds: (Hold | undefined)[] = [undefined, undefined]
    let turns = 0
    while ((await getUserImport(world.deps, id)).state !== 'done') {
      assert.ok(++turns < 200, 'it comes to an end')
      holds = await Promise.all(holds.map((hold) => carryOnImport(flaky, hold).catch(() => undefined)))
      if (holds.every((hold) => hold === undefined)) world.clock.move(20_000)
    }
    const names = (await world.rows('users')).map(({ username }) => username)
    assert.equal(new Set(names).size, count)
    assert.equal(names.length, count)
    const events = await world.events()
    assert.equal(events.filter(({ type }) => type === 'user.registered').length, count)
    assert.equal(events.filter(({ type }) => type === 'users.imported').length, 1)
    const done = await getUserImport(world.deps, id)
    assert.deepEqual([done.created, done.bad, done.handled], [count, 0, count])
    assert.deepEqual(await world.rows('user_import_slices'), [])
  })

  test('whoever holds it works alone; what is let go of, or held by the dead, others take', async (t) => {
    const { deps, clock } = await makeDeps(t)
    await receive(deps, manyPeople(500))
    const mine = await carryOnImport(deps, undefined)
    assert.ok(mine)
    assert.equal(await carryOnImport(deps, undefined), undefined)
    await letGoOfImport(deps, mine)
    const theirs = await carryOnImport(deps, undefined)
    assert.ok(theirs)
    assert.equal(await carryOnImport(deps, mine), undefined)
    clock.move(15_001)
    assert.ok(await carryOnImport(deps, undefined))
    assert.equal(await carryOnImport(deps, theirs), undefined)
  })

  test('one that is called off writes nothing more, and what it wrote is told', async (t) => {
    const world = await makeDeps(t)
    const text = manyPeople(150)
    const { id } = await receive(world.deps, text, { startsItself: true })
    let hold = await carryOnImport(world.deps, undefined)
    while ((await getUserImport(world.deps, id)).created === 0) hold = await carryOnImport(world.deps, hold)
    await cancelUserImport(world.deps, id, byOperator)
    assert.equal(await carryOnImport(world.deps, hold), undefined)
    await workOff(world.deps)
    assert.equal((await world.rows('users')).length, 25)
    assert.deepEqual((await world.events()).at(-1)?.data, {
      import: { id, format: 'csv', fileName: 'people.csv' },
      lines: 150,
      created: 25,
      bad: 0,
      quiet: false,
    })
    await assert.rejects(cancelUserImport(world.deps, id, byOperator), refusal('conflict'))
  })

  test('hashes nothing; a hash of another program opens the account once and is then the server’s own', async (t) => {
    const hasher = createArgon2Hasher({}, { memoryCost: 64, timeCost: 2, parallelism: 1 })
    const world = await makeDeps(t, { hasher })
    const hash = await bcrypt(PASSWORD, 4)
    const dear = '$pbkdf2-sha256$i=9000000$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaGhhc2g'
    const { done, faults } = await importFile(
      world.deps,
      `username,passwordHash\nann,${hash}\nbob,"${dear}"\ncyn,plain`,
    )
    assert.equal(done.created, 1)
    assert.match(faults.join('\n'), /3 passwordHash .*costs more[\s\S]*4 passwordHash This is no hash/)
    const kept = async () => String((await world.rows('credentials'))[0]?.password_hash)
    assert.equal(await kept(), hash)
    const signIn = () => checkPassword(world.deps, { identifier: 'ann', password: PASSWORD }, somebody)
    await signIn()
    assert.match(await kept(), /^\$argon2id\$/)
    await signIn()
  })

  test('what a line says shows in no event but as the public user', async (t) => {
    const world = await makeDeps(t, { hasher: judging })
    await importFile(world.deps, `username,passwordHash\nann,${BCRYPT}\n`)
    assert.doesNotMatch(JSON.stringify(await world.events()), /aaaaaaaa|\$2b/)
  })

  test('a user made by the API has the name that an import of later wants', async (t) => {
    const world = await makeDeps(t)
    await createUser(world.deps, { method: 'api', username: 'ann', externalId: 'E-1' }, byCli)
    const { faults } = await importFile(world.deps, 'username,externalId\nbob,E-1')
    assert.deepEqual(faults, ['2 externalId Another user has this external id.'])
  })
})
