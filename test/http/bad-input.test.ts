import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request from 'supertest'
import { cheapHasher, openTestApp, type TestApp } from '../support/app.ts'
import { csrfOf, visitor } from '../support/visit.ts'

const FORM = 'application/x-www-form-urlencoded'

describe('bad input to the pages', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp()
  })
  after(() => test.close())

  const send = (body: string, type = FORM) =>
    request(test.app).post('/register').set('content-type', type).send(body)

  /** A clear page: its status, words for a person, and no trace of the code behind it. */
  const clear = (answer: request.Response, status: number) => {
    assert.equal(answer.status, status, answer.text)
    assert.match(answer.text, /<h1/)
    assert.doesNotMatch(answer.text, /node_modules|at .*\.ts:|Error:/)
  }

  it('a body over 100 kB is 413', async () => clear(await send(`name=${'a'.repeat(110_000)}`), 413))
  it('more than 200 fields are 413', async () => clear(await send('a=1&'.repeat(300)), 413))
  it('another content type is 415', async () => {
    clear(await send('{"username":"ann"}', 'application/json'), 415)
    clear(await send('x', 'multipart/form-data; boundary=x'), 415)
    clear(await send('a=1', `${FORM}; charset=koi8-r`), 415)
  })
  it('a compressed body of a kind nobody knows is 415', async () =>
    clear(await send('a=1').set('content-encoding', 'zip'), 415))
  it('broken escapes are 400, in the body, the path and the query', async () => {
    clear(await send('username=%zz'), 400)
    clear(await send('username=%ff%fe'), 400)
    clear(await request(test.app).get('/login?return_to=%zz'), 400)
    clear(await request(test.app).get('/%e0%a4%a'), 400)
  })
  it('a NUL is 400, since PostgreSQL cannot keep it', async () => {
    clear(await send('username=a%00b'), 400)
    clear(await request(test.app).get('/console/users/%00'), 400)
  })
  it('an unknown field is 422, and named', async () => {
    const answer = await visitor(test.app).submit('/register', {
      password: 'seven quiet lanterns',
      role: 'operator',
    })
    clear(answer, 422)
    assert.match(answer.text, /This form has no field “role”/)
  })
  it('a field that is sent twice is 422', async () => {
    const answer = await visitor(test.app).submit('/register', { username: ['ann', 'eve'], password: 'x' })
    clear(answer, 422)
  })
  it('a cookie that pretends to be an object is not taken for text', async () => {
    const cookie = 'gatepost_csrf=j:{"a":1}; gatepost_session=j:[1]'
    assert.equal((await request(test.app).get('/login').set('cookie', cookie)).status, 200)
    clear(await send('a=1').set('cookie', cookie), 403)
  })
  it('an unknown address is 404, a known one with another method 405 with what it takes', async () => {
    clear(await request(test.app).get('/nowhere'), 404)
    const answer = await request(test.app).delete('/login')
    clear(answer, 403)
    const page = await request(test.app).get('/login')
    const put = await request(test.app)
      .put('/login')
      .set('cookie', page.headers['set-cookie'] ?? '')
      .type('form')
      .send({ _csrf: csrfOf(page.text) })
    clear(put, 405)
    assert.equal(put.headers.allow, 'GET, HEAD, POST')
  })
  it('HEAD answers like GET without a body', async () => {
    const answer = await request(test.app).head('/login')
    assert.equal(answer.status, 200)
    assert.equal(answer.text, undefined)
  })
  it('what nobody foresaw is a page that names the request and nothing else', async (t) => {
    const broken = await openTestApp({
      hasher: {
        ...cheapHasher,
        hash: () => Promise.reject(new Error('disk on fire')),
        verify: async () => false,
      },
    })
    t.after(() => broken.close())
    const answer = await visitor(broken.app).submit('/register', {
      username: 'ann',
      password: 'seven quiet lanterns',
    })
    clear(answer, 500)
    assert.doesNotMatch(answer.text, /disk on fire/)
    assert.match(answer.text, new RegExp(String(answer.headers['x-request-id'])))
  })
})
