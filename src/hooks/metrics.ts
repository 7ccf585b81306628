import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Metrics } from './contract.ts'

/** Figures of one plugin (or the core); names begin with `gatepost_` and the owner's id. */
export function createMetrics(registry: Registry, owner: string): Metrics {
  const named = (name: string, help: string, labels: readonly string[] = []) => ({
    name: `gatepost_${owner.replaceAll('-', '_')}_${name}`,
    help,
    labelNames: [...labels],
    registers: [registry],
  })
  return {
    registry,
    counter: (name, help, labels) => new Counter(named(name, help, labels)),
    gauge(name, help, labels, read) {
      const gauge: Gauge = new Gauge({
        ...named(name, help, labels),
        ...(read ? { collect: () => read(gauge) } : {}),
      })
      return gauge
    },
    histogram: (name, help, labels, buckets) =>
      new Histogram({ ...named(name, help, labels), ...(buckets ? { buckets } : {}) }),
  }
}
