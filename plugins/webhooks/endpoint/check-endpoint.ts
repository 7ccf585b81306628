/** What holds between an endpoint's fields, and between them and this installation. */
import type { FieldErrors } from '#gatepost'
import { genauthName, typesOfGenauthName } from '../formats/genauth-names.ts'
import type { EndpointSettings } from './endpoint.ts'
import { checkPattern } from './patterns.ts'

export interface Installation {
  /** Every event type there is. */
  readonly types: readonly string[]
  /** The address guard's word on a URL; undefined when events may go there. */
  checkUrl(url: string): string | undefined
}

/** What stands against these settings, by field; empty when they can be saved. Run it on the merged result of a patch. */
export function checkEndpoint(settings: EndpointSettings, installation: Installation): FieldErrors {
  const errors: Record<string, string> = {}
  const refused = installation.checkUrl(settings.url)
  if (refused) errors.url = refused
  for (const [index, pattern] of settings.events.entries()) {
    const wrong = checkSubscription(pattern, settings.format, installation.types)
    if (wrong) errors[`events.${index}`] = wrong
  }
  Object.assign(errors, checkFormat(settings))
  if (settings.auth !== null && hasHeader(settings.headers, 'authorization')) {
    errors.auth = 'The headers hold an Authorization already. Keep one of the two.'
  }
  return errors
}

/** What belongs to one format and was asked of another. */
function checkFormat({ format, contentType, genauthSecret, fields, headers }: EndpointSettings): FieldErrors {
  const errors: Record<string, string> = {}
  if (format !== 'genauth' && contentType === 'form')
    errors.contentType = 'Form bodies exist in the GenAuth format only. Choose json, or the format genauth.'
  if (format !== 'cloudevents' && contentType === 'cloudevents+json')
    errors.contentType = 'This is for the format cloudevents only. Choose json, or the format cloudevents.'
  if (format !== 'genauth' && genauthSecret !== null)
    errors.genauthSecret =
      'Only the GenAuth format sends this. Leave it out, or choose the format genauth. Standard messages are signed with a secret that Gatepost makes.'
  if (format === 'genauth' && fields !== null)
    errors.fields =
      'The GenAuth format has its own fields. Leave the list out, or choose standard or cloudevents.'
  const attribute = Object.keys(headers).find((name) => name.toLowerCase().startsWith('ce-'))
  if (format === 'cloudevents' && attribute !== undefined)
    errors[`headers.${attribute}`] =
      `${attribute} would be taken for an attribute of the event. Use another name.`
  return errors
}

/** A GenAuth endpoint may be subscribed by GenAuth's names, by our types and patterns, or by both. */
function checkSubscription(
  pattern: string,
  format: EndpointSettings['format'],
  types: readonly string[],
): string | undefined {
  const name = genauthName(pattern)
  if (name === undefined) return checkPattern(pattern, types)
  if (format === 'genauth') return undefined
  const ours = typesOfGenauthName(name)
  const instead = ours.length > 0 ? `subscribe to ${ours.join(' and ')}` : 'choose another event'
  return `${pattern} is a GenAuth name. Choose the format genauth, or ${instead}.`
}

function hasHeader(headers: Readonly<Record<string, string>>, name: string): boolean {
  return Object.keys(headers).some((key) => key.toLowerCase() === name)
}
