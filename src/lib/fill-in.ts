/** The names in `{{…}}` of a text. */
export type Holes<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Holes<Rest> : never

/** What fills the holes of a text; `count` chooses a plural and is a number. */
export type Values<Text> = {
  readonly [N in Holes<Text> & string]: N extends 'count' ? number : string | number
}

/** The same as the last argument of a call: absent where the text has no hole. */
export type ValuesArgument<Text> = [Holes<Text>] extends [never] ? [] : [values: Values<Text>]

export type AnyValues = Readonly<Record<string, string | number>>

/** The text with its holes filled; a hole without a value stays as it is. */
export function fillIn(text: string, values: AnyValues = {}): string {
  return text.replace(/\{\{(\w+)\}\}/g, (hole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : hole,
  )
}
