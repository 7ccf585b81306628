import { readText } from './read-text.js'

// Copies the text of the element that a button names. The clipboard exists on https and on loopback only;
// elsewhere the buttons stay hidden and the text can be marked by hand.
if (navigator.clipboard !== undefined) {
  for (const button of document.querySelectorAll('[data-copy]')) {
    const source = document.getElementById(button.dataset.copy)
    const words = button.querySelector('[aria-live]')
    if (source === null || words === null) continue
    const before = words.textContent
    button.hidden = false
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(readText(source))
        words.textContent = button.dataset.done
      } catch {
        words.textContent = button.dataset.failed
      }
      setTimeout(() => {
        words.textContent = before
      }, 2000)
    })
  }
}
