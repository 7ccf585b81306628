/**
 * Styles that put an accent colour (`#rrggbb`, dark enough for white text on it) in the place of the product's own. On
 * dark ground it is mixed with white until it reads; a file of its own, since the pages allow no inline style.
 */
export function accentStyles(accent: string): string {
  if (!/^#[0-9a-f]{6}$/.test(accent)) throw new TypeError('An accent is written #rrggbb.')
  return `:root {
  --gp-accent: light-dark(${accent}, color-mix(in srgb, ${accent} 40%, #fff));
  --gp-accent-fill: ${accent};
  --gp-accent-fill-over: color-mix(in srgb, ${accent} 85%, #000);
  --gp-accent-tint: light-dark(color-mix(in srgb, ${accent} 9%, #fff), color-mix(in srgb, ${accent} 25%, #0f1217));
}
`
}
