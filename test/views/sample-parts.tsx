import type { VNode } from 'preact'
import * as v from '../../views/index.ts'
import { NOW, sampleShell, type Text } from './sample-pages.tsx'

const REQUEST: v.HttpMessageProps = {
  start: 'POST /hooks/gatepost',
  headers: [
    ['content-type', 'application/json'],
    ['webhook-id', 'evt_01jd9v3k8m4c'],
    ['webhook-timestamp', '1795427851'],
    ['webhook-signature', 'v1,g0hM9SsE+OTPJexampleexampleexampletKQ='],
    ['x-oa-tenant', '••••••'],
  ],
  body: JSON.stringify(
    { type: 'user.updated', position: 48_211, data: { user: { id: 'usr_01ja' } } },
    null,
    2,
  ),
}

const bars = (count: number): readonly v.Bar[] =>
  Array.from({ length: count }, (_, at) => ({
    delivered: 400 + Math.round(60 * Math.sin(at / 9)) - (at > 33 ? 60 : 0),
    failed: at === 34 || at === 35 ? 55 : at % 7 === 4 ? 1 : 0,
  }))

function webhookPage(t: Text): VNode {
  const rows = [
    ['leased', undefined, '–'],
    ['held', 'behind 1', '–'],
    ['pending', 'in 27 min', '500 in 212 ms'],
    ['delivered', '2nd try', '200 in 47 ms'],
    ['dead', 'rejected', '422 in 31 ms'],
    ['skipped', 'filtered', '–'],
  ] as const
  return (
    <v.ConsoleLayout {...sampleShell} title={t('OA employees')} active="/console/webhooks" scripts={['copy']}>
      <v.PageHead
        crumbs={[{ label: 'Webhooks', href: '/console/webhooks' }, { label: t('OA employees') }]}
        title={t('OA employees')}
        state={<v.EndpointState state="delivering" />}
        sub={<code>{t('https://oa.example.net/hooks/gatepost')}</code>}
        actions={
          <>
            <v.PostButton action="/console/webhooks/ep_1/test" csrfToken="x" icon="send">
              Send a test
            </v.PostButton>
            <v.ButtonLink href="/console/webhooks/ep_1/edit" icon="pencil">
              Edit
            </v.ButtonLink>
          </>
        }
      />
      <v.SecretOnce
        title="Webhook created. Copy its secret now."
        secret={t('whsec_RXhhbXBsZU9ubHlOb3RBU2VjcmV0')}
      >
        We show it once; later you can only rotate it.
      </v.SecretOnce>
      <div class="cols-main">
        <div>
          <v.Card title="Success, last 24 hours" aside="99.7 %">
            <v.FlatPlot
              label="Success per half hour; lowest 92 % at 00:30"
              bars={bars(48)}
              ends={['yesterday, 10:00', '22:00', 'now']}
            />
          </v.Card>
          <v.Card title="Deliveries" padded={false}>
            <v.FilterBar
              action="/console/webhooks/ep_1"
              segments={
                <v.Segmented
                  label="State"
                  items={[
                    { label: 'All', href: '?', active: true },
                    { label: 'Open 3', href: '?state=open' },
                    { label: 'Dead 1', href: '?state=dead' },
                  ]}
                />
              }
            >
              <input
                class="form-control flex-fill"
                placeholder="User, evt_… or dlv_…"
                aria-label="Search"
                name="q"
                value={t('ann')}
              />
            </v.FilterBar>
            <v.Table
              label="Deliveries"
              columns={['Time', 'Event', 'User', 'State', { text: 'Answer', right: true }]}
            >
              {rows.map(([state, detail, answer]) => (
                <tr key={state}>
                  <td class="num text-secondary hide">
                    <v.Time at={NOW} form="clock" />
                  </td>
                  <td>
                    <a href="/console/deliveries/dlv_1">
                      <code>user.updated</code>
                    </a>
                  </td>
                  <td class="all">{t('Ann Example')}</td>
                  <td class="end">
                    <v.DeliveryState state={state} detail={detail} />
                  </td>
                  <td class="r num text-secondary hide">{answer}</td>
                </tr>
              ))}
            </v.Table>
            <v.Pager shown="6 of 18,249" olderHref="?after=x" />
          </v.Card>
        </div>
        <aside aria-label="About this webhook">
          <v.Card title="Secrets">
            <code>whsec_••••••••h3Qz</code> <v.SecretState state="signing" /> <v.SecretState state="old" />
          </v.Card>
          <v.Card title="Settings">
            <v.Kv
              items={[
                ['Format', 'standard, JSON'],
                ['Rate', null],
                ['Headers', t('x-oa-tenant')],
              ]}
            />
          </v.Card>
          <v.Confirm
            action="/x"
            csrfToken="x"
            label="Delete webhook"
            confirmLabel={t('Delete OA employees')}
            open
          >
            Three deliveries still wait; they end as skipped.
          </v.Confirm>
        </aside>
      </div>
    </v.ConsoleLayout>
  )
}

function deliveryPage(t: Text): VNode {
  return (
    <v.ConsoleLayout {...sampleShell} title="Delivery" active="/console/webhooks">
      <v.PageHead
        crumbs={[{ label: 'Webhooks', href: '/console/webhooks' }, { label: 'Delivery' }]}
        title="user.updated"
        state={<v.DeliveryState state="pending" detail="next try in 27 min" />}
        sub={t('Ann Example changed department at 09:52:03')}
        actions={
          <>
            <v.ButtonLink href="/console/events/evt_1">See the event</v.ButtonLink>
            <v.PostButton
              kind="primary"
              icon="refresh"
              action="/console/deliveries/dlv_1/resend"
              csrfToken="x"
            >
              Send now
            </v.PostButton>
          </>
        }
      />
      <v.Note tone="warn" title="Three tries failed, the last one with 500. Next try at 10:27:31.">
        The answer says <code>{t('department 0815 unknown')}</code>.
      </v.Note>
      <v.Card title="Deliveries per minute, and what waits" aside={<v.PlotKey waiting />}>
        <v.BarPlot
          label="Deliveries per minute; what waits rises from 0 to 1,288"
          bars={bars(60)}
          waiting={Array.from({ length: 60 }, (_, at) => Math.max(0, (at - 33) * 49))}
          ticks={[
            { at: 0, text: '09:00' },
            { at: 10, text: '09:10' },
            { at: 20, text: '09:20' },
            { at: 30, text: '09:30' },
            { at: 40, text: '09:40' },
            { at: 50, text: '09:50' },
            { at: 60, text: '10:00' },
          ]}
          mark={{ at: 34, text: t('09:34 HR sync stops answering') }}
        />
      </v.Card>
      <v.Card title="Attempts" aside="newest first, UTC">
        <v.Tries
          items={[
            {
              key: 'next',
              tone: 'idle',
              icon: 'clock',
              time: '10:27:31',
              what: 'next try, planned',
              note: <v.Why title="Why then?">Step 3 of 9 waits 30 min, give or take.</v.Why>,
            },
            {
              key: '3',
              tone: 'bad',
              icon: 'x',
              time: '09:57:31',
              what: (
                <>
                  Attempt 3: <b class="fw-medium">500</b> in 212 ms
                </>
              ),
              open: true,
              body: (
                <v.Exchange
                  request={REQUEST}
                  response={{
                    start: '500 Internal Server Error',
                    headers: [['server', t('oa/4.2')]],
                    body: t('{ "error": "department 0815 unknown" }'),
                  }}
                >
                  <div class="mt-2">
                    <v.Why title="Same id as before?">Yes. The id never changes.</v.Why>
                  </div>
                </v.Exchange>
              ),
            },
            {
              key: '1',
              tone: 'bad',
              icon: 'clock',
              time: '09:52:04',
              what: 'Attempt 1: no answer within 15 s',
              note: 'The request was sent whole; they may have it already',
              body: <v.Exchange request={REQUEST} instead="No answer came." />,
            },
            {
              key: '0',
              tone: 'ok',
              icon: 'check',
              time: '09:52:03',
              what: 'Event committed, owed to OA employees',
            },
          ]}
        />
      </v.Card>
    </v.ConsoleLayout>
  )
}

function formPage(t: Text): VNode {
  return (
    <v.ConsoleLayout
      {...sampleShell}
      title="New webhook"
      active="/console/webhooks"
      scripts={['pick-events', 'preview']}
    >
      <v.PageHead
        crumbs={[{ label: 'Webhooks', href: '/console/webhooks' }, { label: 'New' }]}
        title="New webhook"
        sub="Where should events go, and which ones?"
      />
      <form class="cols-main cols-form" method="post" novalidate>
        <div>
          <div class="cols2">
            <v.Field name="name" label="Name" value={t('OA employees')} />
            <v.Field
              name="url"
              label="URL"
              type="url"
              value={t('http://10.0.4.12/hooks/gatepost')}
              error={t(
                '10.0.4.12 is a private address. Allow it in GATEPOST_WEBHOOK_ALLOW, or use a public one.',
              )}
            />
          </div>
          <v.EventPicker
            chosen={['user.registered', 'user.updated', 'user.deleted']}
            patterns={{ name: 'patterns', value: t('webhook.*') }}
            groups={[
              {
                label: 'Account',
                types: [
                  { name: 'user.registered', description: 'A user row came to be, by any path' },
                  { name: 'user.updated', description: 'Profile, address or custom field' },
                  { name: 'user.deleted', description: 'The account is gone; holds its last state' },
                ],
              },
              {
                label: 'Password and e-mail',
                types: [
                  { name: 'user.email.verification_requested', description: 'A verification mail is due' },
                ],
              },
            ]}
          />
          <v.Choice
            legend="Format"
            name="format"
            value="standard"
            options={[
              {
                value: 'standard',
                label: 'Standard Webhooks',
                code: 'standard',
                description: 'Signed and ordered, one envelope for every event. For new receivers.',
              },
              {
                value: 'genauth',
                label: 'GenAuth',
                code: 'genauth',
                description: 'For a receiver that was written for GenAuth. Its secret travels as a header.',
              },
            ]}
          />
          <v.Fold title="Advanced" summary="order kept per user · 15 s timeout" open>
            <v.SelectField
              name="content"
              label="Content type"
              value="json"
              error={t('Form bodies are for GenAuth.')}
              options={[
                { value: 'json', label: 'JSON' },
                { value: 'form', label: 'Form' },
              ]}
            />
            <v.TextareaField name="headers" label="Headers" value={t('x-oa-tenant: 7')} hint="One a line." />
            <v.CheckboxField name="ordered" label="Keep order per user" checked hint="Others flow on." />
          </v.Fold>
          <div class="d-flex gap-2 align-items-center flex-wrap">
            <v.Button kind="primary">Create webhook</v.Button>
            <v.ButtonLink href="/console/webhooks">Cancel</v.ButtonLink>
            <span class="text-secondary">The signing secret is shown once, on the next page.</span>
          </div>
        </div>
        <aside aria-label="Preview">
          <v.Card title="What the receiver gets">
            <v.Preview
              label="Example event"
              samples={[
                { name: 'user.registered', message: REQUEST },
                { name: 'user.updated', message: { ...REQUEST, body: '{ "type": "user.updated" }' } },
              ]}
            />
          </v.Card>
        </aside>
      </form>
    </v.ConsoleLayout>
  )
}

/** The parts that plugins build their pages from, composed as they do it. */
export function sampleParts(text: Text = (sample) => sample): Readonly<Record<string, VNode>> {
  return {
    'parts-webhook': webhookPage(text),
    'parts-delivery': deliveryPage(text),
    'parts-form': formPage(text),
  }
}
