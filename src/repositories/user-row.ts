import { foldName } from '../domain/identifiers.ts'
import type { User, UserStatus } from '../domain/user.ts'

export interface UserRow {
  id: string
  username: string | null
  username_key: string | null
  email: string | null
  email_verified: boolean | number
  first_verified_at: number | null
  proof_owed: boolean | number
  phone: string | null
  name: string | null
  given_name: string | null
  family_name: string | null
  locale: string | null
  zoneinfo: string | null
  external_id: string | null
  status: UserStatus
  status_reason: string | null
  role: User['role']
  mfa_enabled: boolean | number
  custom_fields: string
  private_fields: string
  delete_at: number | null
  password_expired: boolean | number
  logins_count: number
  last_login_at: number | null
  created_at: number
  updated_at: number
}

/** All but the id, which never changes. */
export type UserChange = Partial<Omit<User, 'id'>>

const COLUMNS: Readonly<Record<keyof User, keyof UserRow>> = {
  id: 'id',
  username: 'username',
  usernameKey: 'username_key',
  email: 'email',
  emailVerified: 'email_verified',
  firstVerifiedAt: 'first_verified_at',
  proofOwed: 'proof_owed',
  phone: 'phone',
  name: 'name',
  givenName: 'given_name',
  familyName: 'family_name',
  locale: 'locale',
  zoneinfo: 'zoneinfo',
  externalId: 'external_id',
  status: 'status',
  statusReason: 'status_reason',
  role: 'role',
  mfaEnabled: 'mfa_enabled',
  customFields: 'custom_fields',
  privateFields: 'private_fields',
  deleteAt: 'delete_at',
  passwordExpired: 'password_expired',
  loginsCount: 'logins_count',
  lastLoginAt: 'last_login_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
}

/** The columns of what is given of a user. */
export function toUserRow(change: Partial<User>): Partial<UserRow> {
  const row: Record<string, unknown> = {}
  for (const [field, column] of Object.entries(COLUMNS)) {
    const value = change[field as keyof User]
    if (value === undefined) continue
    row[column] = field === 'customFields' || field === 'privateFields' ? JSON.stringify(value) : value
  }
  // What the list is searched by.
  if (change.name !== undefined) row.name_key = change.name === null ? null : foldName(change.name)
  return row
}

/** A user as its row says it. */
export function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    usernameKey: row.username_key,
    email: row.email,
    emailVerified: Boolean(row.email_verified),
    firstVerifiedAt: row.first_verified_at,
    proofOwed: Boolean(row.proof_owed),
    phone: row.phone,
    name: row.name,
    givenName: row.given_name,
    familyName: row.family_name,
    locale: row.locale,
    zoneinfo: row.zoneinfo,
    externalId: row.external_id,
    status: row.status,
    statusReason: row.status_reason,
    role: row.role,
    mfaEnabled: Boolean(row.mfa_enabled),
    customFields: JSON.parse(row.custom_fields),
    privateFields: JSON.parse(row.private_fields),
    deleteAt: row.delete_at,
    passwordExpired: Boolean(row.password_expired),
    loginsCount: row.logins_count,
    lastLoginAt: row.last_login_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
