/** Bytes of a logo at most: it stands on every page before signing in. */
export const LOGO_MAX = 64 * 1024

export const LOGO_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const
export type LogoType = (typeof LOGO_TYPES)[number]

/** The operator's drawing beside the name. */
export interface Logo {
  readonly type: LogoType
  readonly bytes: Buffer
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPEG = Buffer.from([0xff, 0xd8, 0xff])

/**
 * What an image is by its first bytes, whatever its name or its sender says; undefined for anything else. SVG is not
 * taken: it is a document that can hold script.
 */
export function logoTypeOf(bytes: Buffer): LogoType | undefined {
  const begins = (magic: Buffer, at = 0) => bytes.subarray(at, at + magic.length).equals(magic)
  if (begins(PNG)) return 'image/png'
  if (begins(JPEG)) return 'image/jpeg'
  if (begins(Buffer.from('RIFF')) && begins(Buffer.from('WEBP'), 8)) return 'image/webp'
  return undefined
}
