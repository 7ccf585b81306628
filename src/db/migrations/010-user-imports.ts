import type { Migration } from '../migration.ts'

/** Imports of users: each with its lines in slices, the names in them, and what is wrong with which line. */
export const userImports: Migration = {
  name: '010-user-imports',
  async up(db) {
    await db.schema.createTable('user_imports', (t) => {
      t.text('id').primary()
      t.text('state').notNullable()
      t.text('format').notNullable()
      t.text('file_name')
      t.boolean('quiet').notNullable()
      t.boolean('starts_itself').notNullable()
      t.integer('lines').notNullable().defaultTo(0)
      t.integer('handled').notNullable().defaultTo(0)
      t.integer('created').notNullable().defaultTo(0)
      t.integer('bad').notNullable().defaultTo(0)
      t.integer('slices').notNullable().defaultTo(0)
      t.integer('position').notNullable().defaultTo(0)
      t.integer('token').notNullable().defaultTo(0)
      t.bigInteger('lease_until')
      t.text('context').notNullable()
      t.bigInteger('created_at').notNullable()
      t.bigInteger('started_at')
      t.bigInteger('ended_at')
      t.index(['created_at', 'id'], 'user_imports_created')
    })
    // Asked for again and again, and nearly always empty.
    await db.raw(
      "create index user_imports_open on user_imports (state) where state in ('receiving', 'checking', 'checked', 'running')",
    )
    await db.schema.createTable('user_import_slices', (t) => {
      t.text('import_id').notNullable().references('user_imports.id').onDelete('CASCADE')
      t.integer('n').notNullable()
      t.text('lines').notNullable()
      t.primary(['import_id', 'n'])
    })
    // Which line has a name first, so that a second one in the same file is found.
    await db.schema.createTable('user_import_names', (t) => {
      t.text('import_id').notNullable().references('user_imports.id').onDelete('CASCADE')
      t.text('name').notNullable()
      t.integer('line').notNullable()
      t.primary(['import_id', 'name'])
    })
    await db.schema.createTable('user_import_faults', (t) => {
      t.text('import_id').notNullable().references('user_imports.id').onDelete('CASCADE')
      t.integer('line').notNullable()
      t.text('field').notNullable()
      t.text('problem').notNullable()
      t.primary(['import_id', 'line', 'field'])
    })
  },
  async down(db) {
    for (const table of ['user_import_faults', 'user_import_names', 'user_import_slices', 'user_imports'])
      await db.schema.dropTable(table)
  },
}
