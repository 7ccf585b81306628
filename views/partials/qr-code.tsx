import type { VNode } from 'preact'
import { create } from 'qrcode'

/** One `h` run per row of dark modules: the whole code as a single path of 1 × 1 squares. */
function modulesPath(text: string): { readonly size: number; readonly d: string } {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules
  let d = ''
  for (let row = 0; row < size; row += 1) {
    let from = -1
    for (let column = 0; column <= size; column += 1) {
      const dark = column < size && data[row * size + column] === 1
      if (dark && from < 0) from = column
      if (!dark && from >= 0) {
        d += `M${from + 4} ${row + 4}h${column - from}v1h-${column - from}z`
        from = -1
      }
    }
  }
  return { size: size + 8, d }
}

/** A QR code, black on white in every theme, with the quiet zone of four modules that ISO/IEC 18004 asks for. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): VNode {
  const { size, d } = modulesPath(text)
  return (
    <div class="qr">
      <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
        <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
        <path fill="#000" d={d} />
      </svg>
    </div>
  )
}
