import assert from 'node:assert/strict'
import { test } from 'node:test'
import express, { type ErrorRequestHandler } from 'express'
import request from 'supertest'
import { readJsonBody } from '../../../src/http/api/json-body.ts'
import { asRefusal } from '../../../src/http/refusals.ts'

const answerErrors: ErrorRequestHandler = (error, _req, res, _next) => {
  const { status, code } = asRefusal(error)
  res.status(status).json({ code })
}
const app = express()
app.post('/', ...readJsonBody, (req, res) => void res.json(req.body))
app.use(answerErrors)

const send = (body: string | Buffer) => {
  const call = request(app).post('/').set('content-type', 'application/json')
  call.write(body)
  return call
}

test('text that no database keeps as it came is malformed: NUL, and halves of a character', async () => {
  for (const text of ['\\u0000', '\\ud800', 'a\\uDFFFb', '\\\\\\ud83d', '\\udc00\\ud800']) {
    const answer = await send(`{"name":"${text}"}`)
    assert.equal(answer.status, 400, text)
    assert.deepEqual(answer.body, { code: 'malformed' })
  }
  assert.equal((await send('{"\\ud800":1}')).status, 400)
})

test('bytes that are not UTF-8 are malformed', async () => {
  const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])
  assert.equal((await send(body)).status, 400)
})

test('whole characters pass, escaped or not, and so does a backslash before a u', async () => {
  const answer = await send('{"a":"\\ud83d\\ude00","b":"😀","c":"\\\\ud800","d":"\\\\u0000"}')
  assert.equal(answer.status, 200)
  assert.deepEqual(answer.body, { a: '😀', b: '😀', c: '\\ud800', d: '\\u0000' })
})
