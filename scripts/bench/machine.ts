import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { median } from './time.ts'

/** The machine in a sentence: a figure without it says nothing. */
export function machine(): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 1024 ** 3)
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${memory} GB, Linux ${release()}, Node.js ${process.version}; a write of 4 kB with fsync takes ${fsyncMs().toFixed(2)} ms; load at the start ${loadavg()[0]?.toFixed(1)}`
}

function fsyncMs(): number {
  const folder = mkdtempSync(join(tmpdir(), 'gatepost-bench-fsync-'))
  const file = openSync(join(folder, 'file'), 'w')
  const page = Buffer.alloc(4096)
  const took = Array.from({ length: 50 }, () => {
    const begin = performance.now()
    writeSync(file, page)
    fsyncSync(file)
    return performance.now() - begin
  })
  closeSync(file)
  rmSync(folder, { recursive: true, force: true })
  return median(took)
}
