import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import express from 'express'
import type { Browser } from 'playwright-core'
import { assets } from '../../src/http/assets.ts'
import { createReader, isLanguage, LANGUAGE_TAGS, renderPage } from '../../views/index.ts'
import { assertAccessible, launchBrowser, newPerson, type Person } from '../support/browser.ts'
import { peoplePages } from './sample-pages.tsx'

/** A form, one with faults, and a list. */
const IN_EACH_LANGUAGE = ['register', 'login-errors', 'sessions']

/** Persons' pages as they are served, with their styles, each at /LANGUAGE/NAME. */
function servePages(): Promise<Server> {
  const pages = peoplePages((sample) => sample)
  const app = express()
  app.use('/assets', assets())
  app.get('/:language/:name', (req, res) => {
    const { language, name } = req.params
    const page = pages[name]
    if (page === undefined || !isLanguage(language)) return void res.sendStatus(404)
    res.type('html').send(renderPage(page, undefined, createReader(language, null)))
  })
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server))
  })
}

describe('persons’ pages keep WCAG 2.2 A and AA as far as axe can tell', () => {
  let server: Server
  let browser: Browser
  let person: Person
  let url: string
  before(async () => {
    server = await servePages()
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    browser = await launchBrowser()
    person = await newPerson(browser)
  })
  after(async () => {
    await browser?.close()
    server?.closeAllConnections()
    server?.close()
  })

  const pages = Object.keys(peoplePages((sample) => sample))
  // What a page is made of is the same in each language; its words are looked at by views/languages and views/texts.
  const chosen = (language: string) => (language === 'en' ? pages : IN_EACH_LANGUAGE)
  for (const language of LANGUAGE_TAGS)
    for (const name of chosen(language))
      it(`${name} in ${language}`, async () => {
        await person.page.goto(`${url}/${language}/${name}`)
        await assertAccessible(person.page)
      })
})
