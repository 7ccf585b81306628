/**
 * A place where a crash test may kill the process: `GATEPOST_FAULT=after-commit:3` ends it with SIGKILL at the
 * third passing of `after-commit`. Does nothing outside `NODE_ENV=test`.
 */
const [wanted, count] = (process.env.NODE_ENV === 'test' ? (process.env.GATEPOST_FAULT ?? '') : '').split(':')
let left = Number(count ?? 1)

export function faultPoint(name: string): void {
  if (!wanted || name !== wanted) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}
