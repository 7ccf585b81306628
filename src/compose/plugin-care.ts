import { plugins } from '../../plugins/index.ts'
import type { JobState } from '../domain/plugin-report.ts'
import { reportPlugins } from '../hooks/plugin-reports.ts'
import { retryParked } from '../hooks/retry-parked.ts'
import type { PluginCare } from '../http/parts.ts'
import type { Installed } from './open-installation.ts'

/** What the console's page of plugins works with. `jobs`: those of this process, as they are now. */
export function pluginCare(
  { db, deps, log, parts }: Pick<Installed, 'db' | 'deps' | 'log' | 'parts'>,
  jobs: () => readonly JobState[],
): PluginCare {
  const { clock, announce } = deps
  const { subscribers } = parts
  return {
    report: () => reportPlugins({ db, plugins, installed: parts.plugins, jobs }),
    retryParked: (place, context) => retryParked({ db, clock, log, announce, subscribers }, place, context),
  }
}
