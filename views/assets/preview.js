// Shows the chosen one of several examples.
for (const preview of document.querySelectorAll('[data-preview]')) {
  const list = preview.querySelector('select')
  const samples = preview.querySelectorAll('[data-sample]')
  const show = () => {
    for (const sample of samples) sample.hidden = sample.dataset.sample !== list.value
  }
  list.hidden = samples.length < 2
  list.addEventListener('change', show)
  show()
}
