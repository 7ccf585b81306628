// Parts of a page that change by themselves: each element with `data-live` (milliseconds) and an id is taken anew from
// the same address, until the server leaves `data-live` out. Nothing else moves, and what holds the focus stays as it is.
const live = () => [...document.querySelectorAll('[data-live][id]')]

for (const link of document.querySelectorAll('[data-live-link]')) link.hidden = true

const refresh = async () => {
  if (document.hidden) return
  const answer = await fetch(location.href).catch(() => undefined)
  if (!answer?.ok || answer.redirected) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const part of live()) {
    const fresh = page.getElementById(part.id)
    if (fresh === null || part.contains(document.activeElement)) continue
    part.replaceWith(document.adoptNode(fresh))
  }
}

const again = () => {
  const [first] = live()
  if (first === undefined) return
  setTimeout(() => refresh().finally(again), Math.max(500, Number(first.dataset.live) || 2000))
}
again()
