// Node 20 or newer, with the receiver kit: npm install express and Gatepost's package.
import express from 'express'
import { createMemory, judgeEvent, receiveEvents } from 'gatepost/receiver'

const memory = createMemory() // yours lives in the database that the events change

const door = receiveEvents({
  secrets: process.env.GATEPOST_SECRET ?? '', // two with a comma between them during a rotation
  async take(event) {
    const verdict = await judgeEvent(memory, event) // new, repeat, or late: older than the state you have
    if (verdict === 'new' && event.type === 'user.updated') console.log('now called', event.data.user.name)
    console.log(verdict, event.id)
  },
})

const app = express()
app.post('/hooks/gatepost', door) // before express.json(): the signature covers the bytes
app.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'))
