// Forms that a passkey fills in. Without this script, or in a browser without passkeys, they stay hidden.
// `simplewebauthn.js` runs before this.
const { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, startAuthentication, startRegistration } =
  globalThis.SimpleWebAuthnBrowser

if (browserSupportsWebAuthn()) {
  for (const other of document.querySelectorAll('[data-without-passkeys]')) other.hidden = true
  for (const form of document.querySelectorAll('form[data-passkey]')) offer(form)
}

function offer(form) {
  form.hidden = false
  const said = form.querySelector('[role="status"]')
  const optionsJSON = JSON.parse(form.dataset.options)
  const ask = (useBrowserAutofill = false) =>
    form.dataset.passkey === 'create'
      ? startRegistration({ optionsJSON })
      : startAuthentication({ optionsJSON, useBrowserAutofill })
  const send = (answer) => {
    form.elements.passkey.value = JSON.stringify(answer)
    // The box to stay signed in stands in the form for the password.
    const { remember } = form.elements
    if (remember)
      remember.value = document.querySelector('[type="checkbox"][name="remember"]:checked')?.value ?? ''
    form.submit()
  }
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    said.textContent = ''
    try {
      send(await ask())
    } catch (error) {
      const known = error.name === 'InvalidStateError' && form.dataset.known
      said.textContent = known || form.dataset.failed
    }
  })
  if (form.dataset.autofill === undefined) return
  // The browser offers its passkeys in the field for the name. Where nobody takes one, nothing is said.
  browserSupportsWebAuthnAutofill()
    .then((can) => (can ? ask(true).then(send) : undefined))
    .catch(() => {})
}
