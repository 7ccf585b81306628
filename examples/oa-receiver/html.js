// @ts-check

/** Text that is safe to stand in a page. Only `html` and `icon` make it. */
class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text
  }
  toString() {
    return this.text
  }
}

/** @type {Record<string, string>} */
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * Template tag: every value is escaped unless it is markup made by this tag, or a list of such.
 * Attributes that take a value must be quoted.
 *
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 */
export function html(strings, ...values) {
  return new Markup(strings.reduce((page, part, i) => page + render(values[i - 1]) + part))
}

/** @param {unknown} value @returns {string} */
function render(value) {
  if (value instanceof Markup) return value.text
  if (Array.isArray(value)) return value.map(render).join('')
  return String(value ?? '').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** Outline icons of @tabler/icons (MIT). @type {Record<string, string[]>} */
const PATHS = {
  live: [
    'M18.364 19.364a9 9 0 1 0 -12.728 0',
    'M15.536 16.536a5 5 0 1 0 -7.072 0',
    'M11 13a1 1 0 1 0 2 0a1 1 0 1 0 -2 0',
  ],
  badge: [
    'M3 7a3 3 0 0 1 3 -3h12a3 3 0 0 1 3 3v10a3 3 0 0 1 -3 3h-12a3 3 0 0 1 -3 -3l0 -10',
    'M7 10a2 2 0 1 0 4 0a2 2 0 1 0 -4 0',
    'M15 8l2 0',
    'M15 12l2 0',
    'M7 16l10 0',
  ],
  check: ['M5 12l5 5l10 -10'],
  mail: ['M3 7a2 2 0 0 1 2 -2h14a2 2 0 0 1 2 2v10a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-10', 'M3 7l9 6l9 -6'],
  lock: [
    'M5 13a2 2 0 0 1 2 -2h10a2 2 0 0 1 2 2v6a2 2 0 0 1 -2 2h-10a2 2 0 0 1 -2 -2v-6',
    'M11 16a1 1 0 1 0 2 0a1 1 0 0 0 -2 0',
    'M8 11v-4a4 4 0 1 1 8 0v4',
  ],
  send: ['M10 14l11 -11', 'M21 3l-6.5 18a.55 .55 0 0 1 -1 0l-3.5 -7l-7 -3.5a.55 .55 0 0 1 0 -1l18 -6.5'],
  clock: ['M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0', 'M12 7v5l3 3'],
  left: [
    'M8 7a4 4 0 1 0 8 0a4 4 0 0 0 -8 0',
    'M6 21v-2a4 4 0 0 1 4 -4h4c.348 0 .686 .045 1.009 .128',
    'M16 19h6',
  ],
}

/** A decoration beside a word, so that it has no name of its own. @param {string} name */
export function icon(name) {
  const paths = (PATHS[name] ?? []).map((path) => html`<path d="${path}"/>`)
  return html`<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`
}
