// Which test files open the database that the suites run on: all that reach test/support/database.ts by their imports.
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const DOOR = join('test', 'support', 'database.ts')
/** These run on PostgreSQL whatever the others run on. */
const ALWAYS = join('test', 'nodes')
const IMPORT = /^(?:import|export)\s(?!type\b)(?:[^'"]*?\sfrom\s+)?'(\.[^']+\.tsx?)'/gm

/**
 * @param {string} root of the repository
 * @param {readonly string[]} files test files
 * @returns {string[]} those of them that run on another database when they are told to
 */
export function databaseSuites(root, files) {
  const door = join(root, DOOR)
  const known = new Map([[door, true]])
  const reaches = (file) => {
    const answer = known.get(file)
    if (answer !== undefined) return answer
    // Files that import each other do not reach it by each other.
    known.set(file, false)
    known.set(file, importsOf(file).some(reaches))
    return known.get(file)
  }
  return files.filter((file) => !file.startsWith(join(root, ALWAYS)) && reaches(file))
}

function importsOf(file) {
  const source = readFileSync(file, 'utf8')
  return [...source.matchAll(IMPORT)].map((match) => resolve(dirname(file), match[1]))
}
