// Keeps a page up to date while it is looked at: the server sends elements by their ids, and each takes the place of
// the one that is there. What holds the focus stays as it is until the focus has gone. An element with `data-own` is for
// its reader alone, such as buttons: the server sends it empty, and once its `data-own` is another one it is taken anew
// from the page's own address.
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
  const fresh = made.content.firstElementChild
  if (fresh === null) return
  if (fresh.dataset.own === undefined) old.replaceWith(fresh)
  else if (fresh.dataset.own !== old.dataset.own) putOwn(id, html)
}

const putOwn = async (id, html) => {
  const answer = await fetch(location.href).catch(() => undefined)
  if (!answer?.ok || answer.redirected) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const old = document.getElementById(id)
  const fresh = page.getElementById(id)
  if (old === null || fresh === null) return
  if (old.contains(document.activeElement)) held.set(id, html)
  else old.replaceWith(document.adoptNode(fresh))
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
