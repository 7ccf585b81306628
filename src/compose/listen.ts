import { createServer, type RequestListener, type Server } from 'node:http'
import { StartError } from '../domain/errors.ts'

/** For a large file over a slow line; `boundBodyTime` is stricter with all the rest. */
const REQUEST_MS = 10 * 60_000

/** Listens, or throws a `StartError` in one sentence. */
export function listen(
  app: RequestListener,
  at: { readonly host: string; readonly port: number },
): Promise<Server> {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: 15_000, maxHeaderSize: 16_384 },
    app,
  )
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, at)))
    server.listen(at.port, at.host, () => resolve(server))
  })
}

function explain(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): Error {
  const words: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is taken by another program; end it, or set PORT to another one.`,
    EACCES: `Port ${port} may not be opened by this user; set PORT to one above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${host}; correct GATEPOST_HOST.`,
    ENOTFOUND: `The name ${host} has no address; correct GATEPOST_HOST.`,
  }
  const sentence = words[error.code ?? '']
  return sentence ? new StartError(sentence, { cause: error }) : error
}

/** Takes no new request, lets those under way finish within `graceMs`, then cuts. */
export function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    // Connections that stay open would go on bringing requests: each is closed with its next answer.
    server.prependListener('request', (_req, res) => {
      res.shouldKeepAlive = false
    })
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
