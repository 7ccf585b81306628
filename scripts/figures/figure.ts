/** One measured value, and what it has to be. */
export interface Figure {
  readonly name: string
  readonly value: string
  readonly demand: string
  readonly met: boolean
}
