import {
  IMPORT_ACTS,
  IMPORT_FACTS,
  ImportActs,
  ImportFacts,
  type ImportFactsProps,
} from '../../views/pages/user-import.tsx'
import { IMPORT_PROGRESS, ImportProgress } from '../../views/pages/user-import-progress.tsx'
import { importHref } from '../../views/pages/user-imports.tsx'
import type { LiveTopic } from '../hooks/contract.ts'
import type { Deps } from '../usecases/deps.ts'
import { getUserImport, listLineFaults } from '../usecases/user-imports.ts'
import { hrefWith } from './query.ts'

/** Bad lines on one page. */
const LINES = 50

/** One import with the bad lines from `cursor` on; the first ones where it is empty. */
export async function readImport(deps: Deps, id: string, cursor: string): Promise<ImportFactsProps> {
  const one = await getUserImport(deps, id)
  const { faults, next } = await listLineFaults(deps, {
    importId: id,
    limit: LINES,
    ...(cursor === '' ? {} : { cursor }),
  })
  const here = importHref(id)
  return {
    one,
    faults,
    moreHref: next === null ? undefined : hrefWith(here, { cursor: next }),
    firstHref: cursor === '' ? undefined : here,
  }
}

/** An import for pages that are open while it goes on. */
export function importTopic(deps: Deps): LiveTopic {
  return {
    name: 'import',
    async read({ id = '', cursor = '' }) {
      const facts = await readImport(deps, id, cursor)
      return {
        [IMPORT_PROGRESS]: <ImportProgress one={facts.one} />,
        [IMPORT_ACTS]: <ImportActs one={facts.one} />,
        [IMPORT_FACTS]: <ImportFacts {...facts} />,
      }
    },
  }
}
