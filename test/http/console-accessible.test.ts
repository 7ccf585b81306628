import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Browser } from 'playwright-core'
import { OPERATOR, startConsoleServer } from '../plugins/webhooks/console-server.ts'
import { assertAccessibleInBoth, newPerson, type Person, withBrowser } from '../support/browser.ts'
import { CONSOLE_ROUTES } from '../support/console-acts.ts'
import { furnish } from '../support/furnish.ts'
import { suiteScope } from '../support/scope.ts'
import { signIn } from '../support/steps.ts'

/** Routes that answer with no page. */
const NO_PAGE = ['/console/live/:owner/:topic', '/console/users/imports/:id/bad-lines']
/** Pages at once. */
const TABS = 3

describe('every page of the console, plugins’ included, with something on it', () => {
  const scope = suiteScope()
  let url: string
  let addresses: Readonly<Record<string, readonly string[]>>
  before(async () => {
    const server = await startConsoleServer(scope)
    url = server.url
    addresses = await furnish(server)
  })

  it('is on the list that is looked at', () => {
    const pages = Object.keys(CONSOLE_ROUTES)
      .filter((route) => route.startsWith('get '))
      .map((route) => route.slice('get '.length))
      .filter((path) => !NO_PAGE.includes(path))
    assert.deepEqual(Object.keys(addresses).sort(), pages.sort())
  })

  it('keeps WCAG 2.2 A and AA in light and dark, as far as axe can tell', async () => {
    const faults: string[] = []
    const left = Object.values(addresses).flat()
    const look = async (browser: Browser) => {
      const { page, context, faults: own }: Person = await newPerson(browser)
      await signIn(page, url, OPERATOR.login, { password: OPERATOR.password })
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        const answer = await page.goto(`${url}${path}`)
        if (answer?.status() !== 200) faults.push(`${path} answered ${answer?.status()}`)
        await assertAccessibleInBoth(page).catch((error: Error) => faults.push(error.message))
      }
      faults.push(...own)
      await context.close()
    }
    await withBrowser(async (browser) => {
      await Promise.all(Array.from({ length: TABS }, () => look(browser)))
    })
    assert.deepEqual(faults, [], faults.join('\n'))
  })
})
