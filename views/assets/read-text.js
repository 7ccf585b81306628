/** The text of an element as one would write it down: a list has one line an item. */
export function readText(element) {
  const items = [...element.querySelectorAll('li')]
  if (items.length === 0) return element.textContent.trim()
  return items.map((item) => item.textContent.trim()).join('\n')
}
