import type { ComponentChildren, VNode } from 'preact'
import { type AnyValues, fillIn, type Values } from '../../src/lib/fill-in.ts'
import { useReader } from './reader.ts'
import type { Slots, TextKey, TextOf, Wraps } from './texts.ts'
import { templateOf } from './translate.ts'

type Parts<Text> = { readonly [Name in Slots<Text> & string]: ComponentChildren } & {
  readonly [Name in Wraps<Text> & string]: (words: string) => ComponentChildren
}

export type RichTextProps<K extends TextKey> = {
  /** The key of the text. */
  readonly of: K
  /** What stands in its holes `{{…}}`. */
  readonly values?: Values<TextOf<K>>
  /** An element for each `<name/>`, and for each `<name>words</name>` a function that makes one around the words. */
  readonly parts: Parts<TextOf<K>>
}

const TAG = /<(\w+)\/>|<(\w+)>(.*?)<\/\2>/g

/**
 * A text of the catalogue with elements in it: `<RichText of="login.to" parts={{ site: <b>{site}</b> }} />`. The text
 * is cut at its tags before any value comes in, so no value can bring a tag.
 */
export function RichText<K extends TextKey>({ of, values, parts }: RichTextProps<K>): VNode {
  const { language } = useReader()
  const given: AnyValues = { ...values }
  const template = templateOf(language, of, given)
  const made: ComponentChildren[] = []
  let end = 0
  for (const { 0: tag, 1: slot, 2: wrap = '', 3: words = '', index } of template.matchAll(TAG)) {
    made.push(fillIn(template.slice(end, index), given))
    made.push(partOf(parts, slot ?? wrap, fillIn(words, given)))
    end = index + tag.length
  }
  made.push(fillIn(template.slice(end), given))
  return <>{made}</>
}

function partOf(parts: object, name: string, words: string): ComponentChildren {
  const part: unknown = Object.hasOwn(parts, name) ? Reflect.get(parts, name) : undefined
  return typeof part === 'function' ? part(words) : (part as ComponentChildren)
}
