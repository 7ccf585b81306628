import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { Confirm, Field, FormErrors, PasswordField, SelectField } from '../../views/index.ts'
import { LoginPage, MfaPage, RegisterPage } from '../../views/pages/index.ts'
import { readTags } from './read-html.ts'

const input = (html: string, name: string) =>
  readTags(html).find((tag) => tag.attributes.name === name)?.attributes ?? {}

describe('a field', () => {
  it('keeps what was typed', () => {
    const html = renderToString(<Field name="login" label="Name" value={'ann "a" <b>'} />)
    assert.equal(input(html, 'login').value, 'ann &quot;a&quot; &lt;b>')
  })

  it('is described by its error before its hint', () => {
    const html = renderToString(<Field name="url" label="URL" hint="Where to." error="Not there." />)
    assert.equal(input(html, 'url')['aria-describedby'], 'f-url-error f-url-hint')
    assert.equal(input(html, 'url')['aria-invalid'], 'true')
    assert.match(html, /id="f-url-error">.*Not there\./)
  })

  it('says nothing of validity while nothing is wrong', () => {
    const html = renderToString(<Field name="url" label="URL" />)
    assert.equal(input(html, 'url')['aria-invalid'], undefined)
    assert.equal(input(html, 'url')['aria-describedby'], undefined)
  })

  it('takes the focus when it is wrong', () => {
    assert.equal(input(renderToString(<Field name="a" label="A" error="No." />), 'a').autofocus, '')
    assert.equal(input(renderToString(<Field name="a" label="A" />), 'a').autofocus, undefined)
  })

  it('has an id that a fragment can name, whatever its path is', () => {
    const html = renderToString(<Field name="retry.delays.0" label="First" error="Too long." />)
    assert.equal(input(html, 'retry.delays.0').id, 'f-retry-delays-0')
  })

  it('marks the chosen option and no other', () => {
    const options = [
      { value: 'json', label: 'JSON' },
      { value: 'form', label: 'Form' },
    ]
    const html = renderToString(<SelectField name="content" label="Type" value="form" options={options} />)
    const selected = readTags(html).filter((tag) => tag.attributes.selected !== undefined)
    assert.deepEqual(
      selected.map((tag) => tag.attributes.value),
      ['form'],
    )
  })
})

describe('a password field', () => {
  it('shows no value even when it is handed one', () => {
    const given = {
      name: 'password',
      label: 'Password',
      autocomplete: 'new-password',
      value: 'hunter2hunter2',
    }
    const html = renderToString(h(PasswordField, { ...given, autocomplete: 'new-password' }))
    assert.ok(!html.includes('hunter2'))
  })

  it('stays empty on a refused page that was given all that was posted', () => {
    const posted = { username: 'ann', email: 'a@example.org', name: 'Ann', password: 'hunter2hunter2' }
    const html = renderToString(
      <RegisterPage
        csrfToken="x"
        site="id.example.org"
        passwordMin={12}
        values={posted}
        errors={{ email: 'Taken.' }}
      />,
    )
    assert.ok(!html.includes('hunter2'))
    assert.equal(input(html, 'username').value, 'ann')
  })
})

describe('the summary of errors', () => {
  it('is left out for one faulty field, which takes the focus itself', () => {
    assert.equal(renderToString(<FormErrors errors={{ name: 'Missing.' }} />), '')
  })

  it('links to each of several faulty fields and takes the focus', () => {
    const html = renderToString(<FormErrors errors={{ name: 'Missing.', url: 'Not there.' }} />)
    assert.match(html, /role="alert"/)
    assert.match(html, /tabindex="-1" autofocus/)
    assert.match(html, /<a href="#f-name">Missing\.<\/a>/)
    assert.match(html, /<a href="#f-url">Not there\.<\/a>/)
  })

  it('says what is wrong with the whole without counting it as a field', () => {
    const html = renderToString(<FormErrors errors={{ form: 'The link is spent.' }} />)
    assert.match(html, /The link is spent\./)
    assert.ok(!html.includes('<a '))
  })

  it('comes before the fields, so that it is the first to take the focus', () => {
    const html = renderToString(
      <RegisterPage csrfToken="x" site="s" passwordMin={12} errors={{ email: 'No.', password: 'Short.' }} />,
    )
    const focused = readTags(html).filter((tag) => tag.attributes.autofocus !== undefined)
    assert.equal(focused[0]?.attributes.role, 'alert')
  })
})

describe('signing in', () => {
  it('keeps the name and the place to go to', () => {
    const html = renderToString(
      <LoginPage
        csrfToken="x"
        site="s"
        values={{ login: 'ann' }}
        returnTo="/console"
        errors={{ password: 'No.' }}
      />,
    )
    assert.equal(input(html, 'login').value, 'ann')
    assert.equal(input(html, 'return_to').value, '/console')
    assert.equal(input(html, 'password')['aria-describedby'], 'f-password-error')
  })

  it('hides the ways that are shut', () => {
    const html = renderToString(<LoginPage csrfToken="x" site="s" canRegister={false} canReset={false} />)
    assert.ok(!html.includes('/forgot-password'))
    assert.ok(!html.includes('/register'))
  })
})

describe('an act that cannot be taken back', () => {
  it('is one closed question whose form posts', () => {
    const html = renderToString(
      <Confirm action="/x" csrfToken="t" label="Delete" confirmLabel="Delete OA">
        Three deliveries still wait.
      </Confirm>,
    )
    const details = readTags(html).find((tag) => tag.name === 'details')
    assert.equal(details?.attributes.open, undefined)
    assert.match(html, /<form class="confirm-ask" method="post" action="\/x">/)
  })

  it('stands open with its errors after a refusal, and the other one stays shut and clean', () => {
    const html = renderToString(
      <MfaPage
        csrfToken="x"
        who="ann"
        since={0}
        codesLeft={9}
        refused="codes"
        errors={{ password: 'That is not it.', code: 'Too old.' }}
      />,
    )
    const open = readTags(html)
      .filter((tag) => tag.name === 'details')
      .map((tag) => tag.attributes.open)
    assert.deepEqual(open, [undefined, ''])
    assert.match(html, /<a href="#codes-password">That is not it\.<\/a>/)
    assert.equal((html.match(/invalid-feedback/g) ?? []).length, 2)
  })
})
