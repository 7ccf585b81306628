// Says while a new password is typed how it would be judged. The server judges, as it does what is sent in the end;
// nothing is kept there. Without this script only the early word is missing.
const PAUSE_MS = 400
/** Names that a password must not be made of, where the form has them. */
const NAMES = ['username', 'email', 'name']

for (const meter of document.querySelectorAll('[data-strength]')) {
  const input = document.getElementById(meter.dataset.strength)
  const said = meter.querySelector('[aria-live]')
  let timer
  let asked = 0

  const show = (level, words) => {
    if (typeof level === 'number') meter.dataset.level = level
    else delete meter.dataset.level
    // Said once: a status that does not change is not read again.
    if (said.textContent !== words) said.textContent = words
  }
  const ask = async (mine) => {
    const fields = new FormData(input.form)
    const body = new URLSearchParams({ _csrf: fields.get('_csrf'), password: input.value })
    for (const name of NAMES) if (fields.get(name)) body.set(name, fields.get(name))
    const answer = await fetch('/password-strength', { method: 'POST', body }).catch(() => undefined)
    const judged = answer?.ok ? await answer.json().catch(() => undefined) : undefined
    if (mine === asked) show(judged?.level, judged?.said ?? '')
  }

  input.form.addEventListener('input', ({ target }) => {
    if (target !== input && !NAMES.includes(target.name)) return
    clearTimeout(timer)
    const mine = ++asked
    if (input.value === '') show(undefined, '')
    else timer = setTimeout(ask, PAUSE_MS, mine)
  })
}
