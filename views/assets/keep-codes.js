import { readText } from './read-text.js'

// Ways to keep recovery codes: as a text file made in the browser, or on paper. Nothing is sent anywhere.
for (const button of document.querySelectorAll('[data-download]')) {
  const source = document.getElementById(button.dataset.download)
  if (source === null) continue
  button.hidden = false
  button.addEventListener('click', () => {
    const text = `${button.dataset.title}\n${location.host}\n\n${readText(source)}\n`
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = address
    link.download = button.dataset.file
    link.click()
    URL.revokeObjectURL(address)
  })
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
