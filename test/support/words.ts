import { parseSync, Visitor } from 'oxc-parser'

/** Words for people that stand in code. */
export interface Words {
  readonly line: number
  readonly words: string
}

/** Attributes that a person sees or hears. */
const SPOKEN = /^(?:title|label|hint|placeholder|alt|summary|confirmLabel|aria-label|legend|sub|about)$/
/** Calls and errors whose text no person reads. */
const MUTE =
  /^(?:Error|TypeError|methodNotAllowed|redirect|set|type|match|test|split|join|replace|replaceAll|includes|closest)$/

/** Texts of a file that a person would read: of elements, of spoken attributes, and sentences in strings. */
export function readWords(file: string, source: string): Words[] {
  const { program, errors } = parseSync(file, source)
  if (errors[0]) throw new Error(`${file} does not parse: ${errors[0].message}`)
  const mute: [number, number][] = []
  const found: { at: number; words: string }[] = []
  const silence = (node: { start: number; end: number }) => mute.push([node.start, node.end])
  const add = (at: number, words: string) => found.push({ at, words })
  new Visitor({
    ImportDeclaration: silence,
    ExportAllDeclaration: silence,
    TSLiteralType: silence,
    JSXAttribute: (node) => {
      const name = node.name.type === 'JSXIdentifier' ? node.name.name : ''
      if (!SPOKEN.test(name)) return silence(node)
      if (node.value?.type === 'Literal' && /\p{L}/u.test(String(node.value.value)))
        add(node.start, String(node.value.value))
    },
    CallExpression: (node) => {
      const { callee } = node
      const name =
        callee.type === 'Identifier'
          ? callee.name
          : callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
            ? callee.property.name
            : ''
      if (MUTE.test(name)) silence(node)
    },
    NewExpression: (node) => {
      if (node.callee.type === 'Identifier' && MUTE.test(node.callee.name)) silence(node)
    },
    JSXText: (node) => {
      if (/\p{L}/u.test(node.value)) add(node.start, node.value.trim())
    },
    Literal: (node) => {
      if (typeof node.value === 'string' && isSentence(node.value)) add(node.start, node.value)
    },
    TemplateElement: (node) => {
      if (isSentence(node.value.raw)) add(node.start, node.value.raw)
    },
  }).visit(program)
  return found
    .filter(({ at }) => !mute.some(([start, end]) => at >= start && at < end))
    .map(({ at, words }) => ({ line: source.slice(0, at).split('\n').length, words }))
}

/** Names that are the same in every language. */
const NAMES: readonly string[] = ['Samsung Internet']

/** A capital and a second word, or Chinese. Class names have no capital, and styles begin with a property's name. */
function isSentence(text: string): boolean {
  if (NAMES.includes(text) || /^[a-z-]+:/.test(text)) return false
  return /\p{Script=Han}/u.test(text) || /\p{Lu}\p{L}*[’']?\p{L}* \p{L}/u.test(text)
}
