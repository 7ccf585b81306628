// @ts-check

const MAX_PAGES = 100
const BEAT_MS = 20_000
/** A burst of events is one message: pages read the whole state anyway. */
const GATHER_MS = 100

/** Server-sent events: tells open pages that something changed, and nothing about what. */
export function createLive() {
  /** @type {Set<import('express').Response>} */
  const pages = new Set()
  /** @type {NodeJS.Timeout | undefined} */
  let gathering

  /** @param {string} message */
  const tell = (message) => {
    for (const page of pages) page.write(message)
  }
  // Proxies cut a silent connection; a comment line keeps it.
  const beat = setInterval(tell, BEAT_MS, ': still here\n\n').unref()

  return {
    /** @param {import('express').Request} _req @param {import('express').Response} res */
    open(_req, res) {
      if (pages.size >= MAX_PAGES) {
        res.status(503).set('Retry-After', '30').end()
        return
      }
      res.set('Content-Type', 'text/event-stream')
      res.write('retry: 1000\n\n')
      pages.add(res)
      res.on('close', () => pages.delete(res))
    },
    changed() {
      gathering ??= setTimeout(() => {
        gathering = undefined
        tell('event: change\ndata:\n\n')
      }, GATHER_MS)
    },
    close() {
      clearInterval(beat)
      clearTimeout(gathering)
      for (const page of pages) page.end()
    },
  }
}
