/**
 * Hashes and verifies passwords off the main thread. Waiting work is bounded: beyond the bound both throw
 * `Refusal('busy')` with `retryAfter`, so that a flood of sign-ins cannot eat the memory.
 */
export interface PasswordHasher {
  /** PHC string of argon2id. */
  hash(password: string): Promise<string>
  /** False for a wrong password. With `hash` undefined it takes as long and answers false (no such user). */
  verify(hash: string | undefined, password: string): Promise<boolean>
  /** Whether a right password should be hashed anew: another algorithm, or costs that have risen since. */
  outdated(hash: string): boolean
  /** Why a hash that comes from elsewhere cannot be taken, in words for an operator; undefined when it can. */
  faultOf(hash: string): string | undefined
}
