import type { VNode } from 'preact'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
import { PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'

/** GET of /account/data. Posts nothing to /account/data/download, which answers with the file. */
export function OwnDataPage(props: AccountShell): VNode {
  return (
    <AccountLayout {...props} title="Your data" active="data">
      <h1>Your data</h1>
      <p class="lead">What this server keeps about you, to take with you.</p>
      <Card title="A copy of your data">
        <p class="text-secondary">
          One JSON file with your profile, your sessions, since when your account is protected and how, and
          the events about you. No password and no code is in it. We ask for your password before.
        </p>
        <PostButton
          action="/account/data/download"
          csrfToken={props.csrfToken}
          icon="download"
          kind="primary"
        >
          Download the copy
        </PostButton>
      </Card>
    </AccountLayout>
  )
}
