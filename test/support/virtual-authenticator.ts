import type { Person } from './browser.ts'

export interface VirtualAuthenticator {
  /** Whether a finger lies on it. */
  present(is: boolean): Promise<void>
}

/** An authenticator inside the browser, that knows its owner by finger. */
export async function plugIn({ context, page }: Person): Promise<VirtualAuthenticator> {
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    present: async (enabled) => {
      await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
    },
  }
}
