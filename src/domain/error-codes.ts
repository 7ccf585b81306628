/**
 * The one catalogue of refusals: code → HTTP status and words for a person. `cause` and `detail` beyond these
 * words go to the process log only.
 */
export const ERRORS = {
  invalid: [422, 'Some fields need another look.'],
  malformed: [400, 'The request could not be read.'],
  too_large: [413, 'The request is larger than 100 kB.'],
  unsupported_media_type: [415, 'This content type is not taken here.'],
  unauthenticated: [401, 'Sign in first, or send a valid API key.'],
  forbidden: [403, 'You may not do this.'],
  csrf: [403, 'This form is too old or came from another site. Open the page again and resend it.'],
  not_found: [404, 'There is nothing here.'],
  method_not_allowed: [405, 'This address does not take that method.'],
  conflict: [409, 'This contradicts the present state.'],
  gone: [410, 'This is no longer here.'],
  precondition_failed: [412, 'Someone else changed this in the meantime. Read it again, then change it.'],
  refused_by_hook: [422, 'This was refused.'],
  bad_credentials: [401, 'That name and password do not match. Check both, or reset the password.'],
  ambiguous_identifier: [
    401,
    'More than one account gives this address and none has proven it. Sign in by username, or open the link in the mail that proves the address.',
  ],
  blocked: [403, 'This account is blocked. Ask the people who run this server.'],
  unproven: [
    403,
    'Prove your address first: open the link that we mailed. None there? “Forgot password” mails another.',
  ],
  registration_closed: [403, 'Nobody can register here at the moment.'],
  wrong_code: [401, 'That code is not right. Codes change every 30 seconds: type the newest.'],
  factor_locked: [
    403,
    'There were 100 wrong codes in a row, so the app takes none any more. A recovery code or a passkey opens it again. Without one, ask the people who run this server to reset the factor.',
  ],
  idempotency_running: [
    409,
    'The first request with this Idempotency-Key is still under way. Send it again in a moment.',
  ],
  idempotency_other: [
    422,
    'This Idempotency-Key was used for another request within 24 hours. Take a new key for each request.',
  ],
  idempotency_lost: [
    409,
    'The first request with this Idempotency-Key was cut off and may have been carried out. Look at what is there before you send it again under a new key.',
  ],
  too_many: [429, 'Too many tries.'],
  busy: [503, 'The server is busy.'],
  link_spent: [410, 'This link was used already, is too old, or was replaced by a newer one.'],
  unavailable: [503, 'This does not work at the moment.'],
  internal: [500, 'Something failed on our side. Nothing you sent was lost or half done.'],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorCode = keyof typeof ERRORS
