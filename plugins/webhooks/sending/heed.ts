/**
 * One listener on a signal that hundreds of requests heed at once: for each new listener the platform looks through
 * all that are there.
 */
const heeding = new WeakMap<AbortSignal, Set<() => void>>()

/** Calls `stop` when the signal aborts, at once if it has. Answers how to heed it no longer. */
export function heed(signal: AbortSignal, stop: () => void): () => void {
  if (signal.aborted) {
    stop()
    return () => {}
  }
  const all = heeding.get(signal) ?? listen(signal)
  all.add(stop)
  return () => {
    all.delete(stop)
  }
}

function listen(signal: AbortSignal): Set<() => void> {
  const all = new Set<() => void>()
  heeding.set(signal, all)
  const stopAll = () => {
    for (const stop of all) stop()
  }
  signal.addEventListener('abort', stopAll, { once: true })
  return all
}
