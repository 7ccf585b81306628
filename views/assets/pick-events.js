// Search, counts and "choose all" for the list of event types.
for (const tools of document.querySelectorAll('[data-pick-tools]')) {
  const field = tools.closest('fieldset')
  const search = tools.querySelector('[data-pick-search]')
  const everything = tools.querySelector('[data-pick-all]')
  const total = field.querySelector('[data-pick-count]')
  const groups = [...field.querySelectorAll('.pick details')]
  const boxes = [...field.querySelectorAll('.pick details input[type="checkbox"]')]

  const count = () => {
    for (const group of groups) {
      const inside = [...group.querySelectorAll('input[type="checkbox"]')]
      const ticked = inside.filter((box) => box.checked).length
      group.querySelector('[data-pick-of]').textContent = `${ticked} of ${inside.length}`
    }
    const ticked = boxes.filter((box) => box.checked).length
    total.textContent = `${ticked} of ${boxes.length}`
    everything.textContent = ticked === boxes.length ? 'Choose none' : 'Choose all'
  }

  const filter = () => {
    const wanted = search.value.trim().toLowerCase()
    for (const group of groups) {
      let found = 0
      for (const label of group.querySelectorAll('label')) {
        label.hidden = !label.textContent.toLowerCase().includes(wanted)
        if (!label.hidden) found += 1
      }
      group.hidden = found === 0
      if (wanted !== '' && found > 0) group.open = true
    }
  }

  everything.addEventListener('click', () => {
    const tick = boxes.some((box) => !box.checked)
    for (const box of boxes) box.checked = tick
    count()
  })
  search.addEventListener('input', filter)
  // Enter in the search would send the whole form.
  search.addEventListener('keydown', (press) => {
    if (press.key === 'Enter') press.preventDefault()
  })
  field.addEventListener('change', count)
  tools.hidden = false
  count()
}
