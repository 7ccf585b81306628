import type { VNode } from 'preact'
import { LANGUAGE_TAGS, LANGUAGES, useReader } from '../languages/index.ts'
import { Csrf } from './csrf.tsx'

/** The languages of the sign-in pages, each under its own name. Posts `language` and `return_to` to /language. */
export function LanguageSwitch(props: { readonly csrfToken: string; readonly here: string }): VNode {
  const { language, t } = useReader()
  return (
    <form class="gate-below gate-languages" method="post" action="/language" aria-label={t('frame.language')}>
      <Csrf token={props.csrfToken} />
      <input type="hidden" name="return_to" value={props.here} />
      {LANGUAGE_TAGS.map((tag) =>
        tag === language ? (
          <span key={tag} lang={tag} class="text-secondary" aria-current="true">
            {LANGUAGES[tag]}
          </span>
        ) : (
          <button key={tag} lang={tag} type="submit" class="linkish" name="language" value={tag}>
            {LANGUAGES[tag]}
          </button>
        ),
      )}
    </form>
  )
}
