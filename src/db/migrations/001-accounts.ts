import type { Migration } from '../migration.ts'

/** Users and everything that proves who they are. Times are UTC epoch milliseconds. */
export const accounts: Migration = {
  name: '001-accounts',
  async up(db) {
    await db.schema.createTable('users', (t) => {
      t.text('id').primary()
      t.text('username')
      t.text('username_key').unique()
      t.text('email')
      t.boolean('email_verified').notNullable().defaultTo(false)
      t.bigInteger('first_verified_at')
      t.text('phone')
      t.text('name')
      t.text('given_name')
      t.text('family_name')
      t.text('locale')
      t.text('zoneinfo')
      t.text('external_id')
      t.text('status').notNullable()
      t.text('status_reason')
      t.text('role')
      t.boolean('mfa_enabled').notNullable().defaultTo(false)
      t.text('custom_fields').notNullable().defaultTo('{}')
      t.integer('logins_count').notNullable().defaultTo(0)
      t.bigInteger('last_login_at')
      t.bigInteger('created_at').notNullable()
      t.bigInteger('updated_at').notNullable()
      t.index(['email'], 'users_email')
      t.index(['created_at', 'id'], 'users_created')
    })
    // An unproven address reserves nothing; a proven one belongs to one user.
    await db.raw('create unique index users_email_proven on users (email) where email_verified')
    await db.raw('create unique index users_external_id on users (external_id) where external_id is not null')
    await db.raw('create index users_operators on users (role) where role is not null')

    await db.schema.createTable('credentials', (t) => {
      t.text('user_id').primary().references('users.id').onDelete('CASCADE')
      t.text('password_hash').notNullable()
      t.bigInteger('changed_at').notNullable()
    })
    await db.schema.createTable('factors', (t) => {
      t.text('id').primary()
      t.text('user_id').notNullable().references('users.id').onDelete('CASCADE')
      t.text('kind').notNullable()
      t.text('secret').notNullable()
      t.bigInteger('confirmed_at')
      t.bigInteger('last_step')
      t.bigInteger('created_at').notNullable()
      t.unique(['user_id', 'kind'], { indexName: 'factors_user_kind' })
    })
    await db.schema.createTable('recovery_codes', (t) => {
      t.text('user_id').notNullable().references('users.id').onDelete('CASCADE')
      t.text('mac').notNullable()
      t.bigInteger('used_at')
      t.primary(['user_id', 'mac'])
    })
    await db.schema.createTable('one_time_tokens', (t) => {
      t.text('hash').primary()
      t.text('purpose').notNullable()
      t.text('user_id').references('users.id').onDelete('CASCADE')
      t.text('email')
      t.bigInteger('created_at').notNullable()
      t.bigInteger('expires_at').notNullable()
      t.index(['user_id', 'purpose'], 'one_time_tokens_user')
      t.index(['expires_at'], 'one_time_tokens_expiry')
    })
    // What the person and the operator see of a session; the cookie's own row is in browser_sessions.
    await db.schema.createTable('sessions', (t) => {
      t.text('id').primary()
      t.text('user_id').notNullable().references('users.id').onDelete('CASCADE')
      t.text('methods').notNullable()
      t.text('ip')
      t.text('user_agent')
      t.bigInteger('created_at').notNullable()
      t.bigInteger('last_seen_at').notNullable()
      t.bigInteger('expires_at').notNullable()
      t.index(['user_id', 'created_at'], 'sessions_user')
      t.index(['expires_at'], 'sessions_expiry')
    })
    // express-session's rows; `sid` is the hash of the cookie's value.
    await db.schema.createTable('browser_sessions', (t) => {
      t.text('sid').primary()
      t.text('sess').notNullable()
      t.bigInteger('expired').notNullable()
      t.index(['expired'], 'browser_sessions_expiry')
    })
    await db.schema.createTable('api_keys', (t) => {
      t.text('id').primary()
      t.text('name').notNullable()
      t.text('hash').notNullable().unique()
      t.text('scopes').notNullable()
      t.bigInteger('created_at').notNullable()
      t.bigInteger('expires_at')
      t.bigInteger('last_used_at')
      t.bigInteger('revoked_at')
    })
    // rate-limiter-flexible's rows.
    await db.schema.createTable('limits', (t) => {
      t.text('key').primary()
      t.integer('points').notNullable()
      t.bigInteger('expire')
      t.index(['expire'], 'limits_expiry')
    })
  },
  async down(db) {
    for (const table of [
      'limits',
      'api_keys',
      'browser_sessions',
      'sessions',
      'one_time_tokens',
      'recovery_codes',
      'factors',
      'credentials',
      'users',
    ])
      await db.schema.dropTable(table)
  },
}
