import type { Message, Send } from '#channel/sender';
import type { Kind } from '#core/channel/define-channel';
import type { Urgency } from '#core/page/message';
import { cut } from '#core/text';
import type { Settings } from './channel.ts';

const defaultEndpoint = 'https://events.pagerduty.com/v2/enqueue';

/** In characters. https://developer.pagerduty.com/docs/send-alert-event */
const longest = { deduplicationKey: 255, summary: 1_024 };

/** A service with dynamic notifications treats `critical` as high urgency, and `warning` as low. */
const severity: Readonly<Record<Urgency, string>> = { high: 'critical', low: 'warning' };

/** https://developer.pagerduty.com/docs/events-api-v2-overview */
const actions: Readonly<Partial<Record<Kind, string>>> = {
  page: 'trigger',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
};

/** The event without its routing key. A page's text is 8,000 characters at most, so it is far from the 512 KB allowed. */
export function eventOf(message: Message) {
  const { kind, body, deduplicationKey, urgency = 'high', owner, about } = message;
  const action = actions[kind];
  // Anything else could only be a trigger, and a trigger may ring.
  if (!action) throw new Error(`PagerDuty does not carry messages of the kind ${kind}`);
  const [summary = '', ...text] = body.split('\n');
  const payload = {
    summary: cut(summary, longest.summary),
    source: about?.alarm ?? 'Nightshift',
    severity: severity[urgency],
    ...(about ? { component: about.runbook, timestamp: about.since } : {}),
    ...(owner ? { group: owner } : {}),
    // Fields that a service can show, search and route by. A message without fields is one text.
    custom_details: {
      ...(about ? { incident: about.incident, runbook: about.runbook } : {}),
      ...detailsOf(message, text.join('\n').trim()),
    },
  };
  return {
    event_action: action,
    dedup_key: cut(deduplicationKey, longest.deduplicationKey),
    client: 'Nightshift',
    payload,
    links: (about?.links ?? []).map(({ title, url }) => ({ href: url, text: title })),
  };
}

/** Each fact and section of a message under its own name. */
const detailsOf = ({ facts = {}, sections = [] }: Message, text: string): Record<string, string> => {
  const details = {
    ...facts,
    ...Object.fromEntries(sections.map(({ title, lines }) => [title, lines.join('\n')])),
  };
  return Object.keys(details).length > 0 ? details : { text };
};

/**
 * PagerDuty answers 202 and `"status": "success"` once it has accepted the event. Any other answer, from it or a proxy in front
 * of it, is a refusal. The events of a page and of its end have the same key.
 * https://developer.pagerduty.com/docs/events-api-v2-overview#response-codes--retry-logic
 */
export const send: Send<Settings> = async ({ routingKey, endpoint = defaultEndpoint }, message, tools) => {
  const key = await tools.secret(routingKey);
  const body = JSON.stringify({ routing_key: key, ...eventOf(message) });
  await tools.post(() => ({ url: endpoint, body }), isTakenOn);
};

function isTakenOn(status: number, said: string): boolean {
  try {
    return status === 202 && (JSON.parse(said) as { status?: unknown } | null)?.status === 'success';
  } catch {
    return false;
  }
}
