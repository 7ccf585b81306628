import { z } from 'zod'
import { checkEmail } from './identifiers.ts'

export const REGISTRATIONS = ['open', 'domains', 'invitation', 'off'] as const
/** Who may make an account: anybody, holders of an address at `domains`, those whom an operator invites, or nobody. */
export type Registration = (typeof REGISTRATIONS)[number]

const DOMAINS_MAX = 100
const link = z.string().max(300).nullable()

/** What the operator sets in the console while the server runs; the rest is set in the environment. */
export const siteSettingsSchema = z.object({
  registration: z.enum(REGISTRATIONS).default('open'),
  /** Lower-case; an address counts when its domain is one of these, subdomains apart. */
  domains: z.array(z.string()).max(DOMAINS_MAX).default([]),
  /** Whether somebody who registered with an address must prove it before the first sign-in. */
  proveFirst: z.boolean().default(false),
  productName: z.string().default('Gatepost'),
  /** `#rrggbb`; null for the product's own. */
  accent: z.string().nullable().default(null),
  /** The hash of the logo, by which its address changes with it; null without one. */
  logo: z.string().nullable().default(null),
  supportUrl: link.default(null),
  termsUrl: link.default(null),
})
export type SiteSettings = z.infer<typeof siteSettingsSchema>

export const DEFAULT_SITE: SiteSettings = siteSettingsSchema.parse({})

/** Under `domains` an unproven address proves nothing, so that choice asks for the proof as well. */
export function mustProveFirst(site: SiteSettings): boolean {
  return site.proveFirst || site.registration === 'domains'
}

/** Whether the page to register is open to strangers. */
export function takesStrangers(site: SiteSettings): boolean {
  return site.registration === 'open' || site.registration === 'domains'
}

/** Whether an address (lower-cased) is at one of the domains. */
export function atOneOf(email: string, domains: readonly string[]): boolean {
  return domains.includes(email.slice(email.lastIndexOf('@') + 1))
}

/** Faults of settings by their name; empty when all is well. */
export function siteFaults(site: SiteSettings): Record<string, string> {
  const faults: Record<string, string> = {}
  const bad = site.domains.find((domain) => 'fault' in checkEmail(`a@${domain}`) || !domain.includes('.'))
  if (bad !== undefined) faults.domains = `“${bad}” is no domain such as example.org.`
  else if (site.domains.length > DOMAINS_MAX) faults.domains = `At most ${DOMAINS_MAX} domains.`
  else if (site.registration === 'domains' && site.domains.length === 0)
    faults.domains = 'Name at least one domain, or choose another way to register.'
  if (site.productName === '' || /\p{Cc}/u.test(site.productName) || [...site.productName].length > 60)
    faults.productName = 'A name of one line, 60 characters at most.'
  for (const name of ['supportUrl', 'termsUrl'] as const) {
    const value = site[name]
    if (value !== null && !isLink(value, name === 'supportUrl'))
      faults[name] =
        name === 'supportUrl' ? 'Write it as https://… or mailto:…' : 'Write it as https://… or http://…'
  }
  if (site.accent !== null && !/^#[0-9a-f]{6}$/.test(site.accent))
    faults.accent = 'A colour is written like #2456c8.'
  else if (site.accent !== null && contrastWithWhite(site.accent) < 4.5)
    faults.accent = `White text on ${site.accent} is hard to read. Choose a darker colour.`
  return faults
}

function isLink(text: string, mail: boolean): boolean {
  if (text.length > 300 || !URL.canParse(text)) return false
  const { protocol } = new URL(text)
  return protocol === 'https:' || protocol === 'http:' || (mail && protocol === 'mailto:')
}

/** WCAG 2.2, relative luminance and contrast ratio, against #ffffff. */
export function contrastWithWhite(colour: string): number {
  const part = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 1.05 / (0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) + 0.05)
}
