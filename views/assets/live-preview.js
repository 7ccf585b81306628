// The preview beside a form follows what is typed. The server renders it, as its button does without script: the
// form is sent along with that button, and of the page that comes back the preview alone is taken.
for (const form of document.querySelectorAll('form[data-live-preview]')) {
  const preview = () => document.getElementById('preview')
  const button = preview()?.querySelector('button[name="show"]')
  if (!button) continue
  button.hidden = true
  let timer
  let asked = 0

  const refresh = async () => {
    const mine = ++asked
    const body = new URLSearchParams(new FormData(form))
    body.delete('authPassword')
    body.delete('authToken')
    body.set(button.name, button.value)
    const answer = await fetch(form.action, { method: 'POST', body }).catch(() => undefined)
    if (!answer?.ok || mine !== asked) return
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById('preview')
    if (fresh === null || mine !== asked) return
    const chosen = document.activeElement?.name === 'sample'
    fresh.querySelector('button[name="show"]').hidden = true
    preview().replaceWith(fresh)
    if (chosen) fresh.querySelector('select').focus()
  }

  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(refresh, 300)
  })
}
