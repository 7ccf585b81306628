import jsQr from 'jsqr'
import { generateSync } from 'otplib'
import type { Locator } from 'playwright-core'
import { PNG } from 'pngjs'
import { until } from './wait.ts'

const STEP_SECONDS = 30
/** How long a code is good for after it was read off, at least. */
const GOOD_SECONDS = 15

/** An authenticator app: it knows the secret and nothing else of the server. */
export interface Authenticator {
  /** The `otpauth://` address that it scanned. */
  readonly uri: URL
  readonly secret: string
  /**
   * A code of a time step that was not handed out before, good for fifteen seconds at least: a server takes the step
   * before its own and the one after, and a slow browser may need a while. Two or three codes come at once; the next
   * one waits for the clock.
   */
  nextCode(): Promise<string>
}

/** Scans the QR code that is to be seen on the page. */
export async function scan(code: Locator): Promise<Authenticator> {
  const { data, width, height } = PNG.sync.read(await code.screenshot())
  const found = jsQr.default(new Uint8ClampedArray(data), width, height)
  if (!found) throw new Error('there is no readable QR code in the picture')
  const uri = new URL(found.data)
  const secret = uri.searchParams.get('secret') ?? ''
  let last = 0
  return {
    uri,
    secret,
    async nextCode() {
      const now = () => Math.floor(Date.now() / 1000 / STEP_SECONDS)
      // The oldest step that the server will still take then.
      const oldest = Math.floor((Date.now() / 1000 + GOOD_SECONDS) / STEP_SECONDS) - 1
      const step = Math.max(last + 1, oldest)
      await until(`time step ${step} is close enough`, () => step <= now() + 1, { timeoutMs: 60_000 })
      last = step
      return generateSync({ secret, epoch: step * STEP_SECONDS })
    },
  }
}
