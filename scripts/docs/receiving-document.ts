import { SNIPPETS } from './snippets.ts'

/** docs/RECEIVING.md: how to receive, with the example receivers as they stand in examples/receivers. */
export function receivingDocument(): string {
  const programs = SNIPPETS.map(
    ({ language, needs, fence, file, text }) =>
      `### ${language}, with ${needs}\n\n[\`examples/receivers/${file}\`](../examples/receivers/${file})\n\n\`\`\`${fence}\n${text}\`\`\`\n`,
  )
  return `# Receiving events

Gatepost POSTs each event, signed by [Standard Webhooks](https://www.standardwebhooks.com), until it gets a 2xx answer.
This page is made from the example receivers by \`npm run docs\`; the tests run each against a server
where its runtime is installed.

## The five rules

1. **Verify the bytes as they came**, before anything is parsed. The signature covers
   \`<webhook-id>.<webhook-timestamp>.<body>\`; refuse a timestamp that is more than five minutes off. During a rotation
   two secrets are live: one that fits is enough.
2. **Remember \`webhook-id\`** in the transaction that does the work. It is the same on every retry, resend and replay.
3. **Answer 2xx after the commit**, within the timeout (15 seconds unless told). What takes long goes into a queue of
   yours first. Anything but 2xx is sent again, for days; 410 switches the webhook off.
4. **Let the sequence decide about state.** \`sequence\` counts one user's events. One that is not above yours is late: leave
   the state alone. What is sent on request repeats the present sequence: ignore a lower one, apply an equal one. That is
   \`user.snapshot\`, the whole user, and \`user.gone\`, the \`userId\` of somebody who was deleted: end the row.
5. **Events without a sequence** (\`user.login.failed\` and the like) can be caused by strangers. They change no state.

## What arrives

\`\`\`json
{
  "type": "user.updated",
  "timestamp": "2026-11-23T10:00:00.000Z",
  "id": "evt_…",
  "position": 4711,
  "sequence": 12,
  "data": {
    "user": { "id": "usr_…", "name": "Anne", "…": "…" },
    "changes": { "name": { "from": "Ann", "to": "Anne" } }
  },
  "context": { "actor": { "type": "user", "id": "usr_…" }, "ip": "203.0.113.9" }
}
\`\`\`

[EVENTS.md](EVENTS.md) lists every type. Each has a JSON Schema at \`/schemas/events/<type>.json\` of your server, open to
anybody; the URL stays.

## The receiver kit

\`gatepost/receiver\` is an entry of this package that needs Node and \`standardwebhooks\`, and nothing of the server.

| export                             | what it does                                                                                    |
| ---------------------------------- | ----------------------------------------------------------------------------------------------- |
| \`receiveEvents({ secrets, take })\` | a middleware for Express, Connect and \`createServer\`: keeps the bytes, verifies, reads, answers |
| \`createVerify(secrets)\`            | verifies \`v1\` (\`whsec_…\`) and \`v1a\` (\`whpk_…\`), any of several; throws a \`RefusedMessage\`       |
| \`readEvent(body, id)\`              | the event of a body that was verified                                                           |
| \`judgeEvent(memory, event)\`        | \`new\`, \`repeat\` or \`late\`, by rules 2, 4 and 5                                                  |
| \`EventMemory\`                      | what a store of your own has to do; \`createMemory()\` is an example that forgets at the end      |
| \`GatepostEvent\`                    | every type of event, so that \`switch (event.type)\` knows the data of each                       |

The example OA system ([examples/oa-receiver](../examples/oa-receiver)) is a whole receiver on top of it.

Who was there before the webhook was, and rows that went wrong, come by a backfill and a repair: see
[OPERATIONS.md](OPERATIONS.md), with what a receiver answers when it is asked what it has.

Without a public address, \`gatepost listen\` brings events to your machine: see [API.md](API.md).

## Receivers to begin with

Each listens on \`PORT\`, takes its secret from \`GATEPOST_SECRET\` and prints what it took.

${programs.join('\n')}`
}
