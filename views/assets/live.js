// Keeps a page up to date while it is looked at: the server sends elements by their ids, and each takes the place of
// the one that is there. What holds the focus stays as it is until the focus has gone.
const place = document.querySelector('[data-stream]')
const held = new Map()
let stream

const put = (id, html) => {
  const old = document.getElementById(id)
  if (old === null) return
  if (old.contains(document.activeElement)) {
    held.set(id, html)
    return
  }
  held.delete(id)
  const made = document.createElement('template')
  made.innerHTML = html
  if (made.content.firstElementChild !== null) old.replaceWith(made.content.firstElementChild)
}

const putHeld = () => {
  for (const [id, html] of [...held]) put(id, html)
}

const watch = () => {
  if (document.hidden) {
    stream?.close()
    stream = undefined
    return
  }
  if (stream !== undefined) return
  stream = new EventSource(place.dataset.stream)
  stream.addEventListener('parts', ({ data }) => {
    for (const [id, html] of Object.entries(JSON.parse(data))) put(id, html)
  })
  stream.addEventListener('end', () => stream.close())
}

if (place !== null) {
  for (const link of document.querySelectorAll('[data-live-link]')) link.hidden = true
  document.addEventListener('visibilitychange', watch)
  document.addEventListener('focusout', () => setTimeout(putHeld))
  // A page that is kept for the way back must not go on listening.
  addEventListener('pagehide', () => {
    stream?.close()
    stream = undefined
  })
  addEventListener('pageshow', watch)
  watch()
}
