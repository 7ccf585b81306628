/** What a developer's machine does: it talks to a server over its API and opens no installation. */
export { type ListenOptions, listen } from './listen.ts'
export { type TriggerOptions, trigger } from './trigger.ts'
