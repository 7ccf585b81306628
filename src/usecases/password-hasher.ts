/**
 * Hashes and verifies passwords off the main thread. Waiting work is bounded: beyond the bound both throw
 * `Refusal('busy')` with `retryAfter`, so that a flood of sign-ins cannot eat the memory.
 */
export interface PasswordHasher {
  /** PHC string of argon2id. */
  hash(password: string): Promise<string>
  /** False for a wrong password. With `hash` undefined it takes as long and answers false (no such user). */
  verify(hash: string | undefined, password: string): Promise<boolean>
}
