// The program of the thread that estimates passwords: one estimate can take seconds. Plain JavaScript, since a thread
// begins without whatever compiles the sources. estimate-strength.ts has the shapes of questions and answers.
import { parentPort } from 'node:worker_threads'
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import * as common from '@zxcvbn-ts/language-common'
import * as english from '@zxcvbn-ts/language-en'

/** By the keys of zxcvbn's warnings. */
const WEAKNESSES = {
  straightRow: 'row',
  keyPattern: 'row',
  sequences: 'row',
  simpleRepeat: 'repeat',
  extendedRepeat: 'repeat',
  recentYears: 'date',
  dates: 'date',
  topTen: 'common',
  topHundred: 'common',
  common: 'common',
  similarToCommon: 'common',
  wordByItself: 'common',
  namesByThemselves: 'name',
  commonNames: 'name',
  userInputs: 'name',
}

// Without translations the warnings are their keys.
const estimator = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
})

parentPort.on('message', ({ id, password, names }) => {
  const { score, feedback } = estimator.check(password, names)
  parentPort.postMessage({
    id,
    strength: { level: score, weakness: WEAKNESSES[feedback.warning] ?? 'other' },
  })
})
parentPort.postMessage({ id: 0 })
