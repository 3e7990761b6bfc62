import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import type { Genuine, Receive, Wish } from '#channel/receiver';
import { line } from '#core/text';
import { iso, secondsBetween } from '#core/time';
import type { Settings } from './channel.ts';

/** A user, a team or an integration, as PagerDuty refers to it. */
const Reference = z.object({ type: z.string(), summary: z.nullish(z.string()) });

/**
 * The fields of a webhook event that are read. PagerDuty may send more.
 * https://developer.pagerduty.com/docs/webhooks-overview#webhook-payload
 */
const Event = z.object({
  event: z.object({
    event_type: z.string(),
    occurred_at: z.string(),
    agent: z.nullish(Reference),
    data: z.object({
      /** For an incident that the Events API v2 opened: the deduplication key of the event that opened it. */
      incident_key: z.nullish(z.string()),
      assignees: z.nullish(z.array(Reference)),
    }),
  }),
});
type Event = z.infer<typeof Event>['event'];

/** Events older than this are ignored, in seconds. */
const oldestSeconds = 3_600;

/**
 * Each of the signatures is `v1=` and the hexadecimal HMAC-SHA256 of the body; while a secret is replaced there are two.
 * https://developer.pagerduty.com/docs/verifying-webhook-signatures
 */
function isGenuine(secret: string, body: string, header: string): boolean {
  const expected = Buffer.from(`v1=${createHmac('sha256', secret).update(body).digest('hex')}`);
  return header.split(',').some((one) => {
    const given = Buffer.from(one.trim());
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** Reads that a person acknowledged a page, or was assigned it. What an integration acknowledges is our own event coming back. */
export const receive: Receive<Settings> = async ({ answers }, { headers, body }, tools) => {
  const header = headers['x-pagerduty-signature'];
  if (!answers || !header || !isGenuine(await tools.secret(answers.webhookSecret), body, header))
    return undefined;
  const { data } = Event.safeParse(jsonIn(body));
  return data ? asked(data.event, tools.now()) : {};
};

function asked({ event_type, occurred_at, agent, data }: Event, now: Date): Genuine {
  const at = Date.parse(occurred_at);
  if (!data.incident_key || Number.isNaN(at) || secondsBetween(new Date(at), now) > oldestSeconds) return {};
  const [assignee] = data.assignees ?? [];
  const person = event_type === 'incident.acknowledged' ? agent : assignee;
  const isKnown = event_type === 'incident.acknowledged' || event_type === 'incident.reassigned';
  if (!isKnown || !person?.summary || person.type !== 'user_reference') return {};
  const wish: Wish = {
    verb: 'take',
    about: { page: data.incident_key },
    by: line(person.summary, 60),
    at: iso(at),
    ...(event_type === 'incident.reassigned' ? { handedOver: true } : {}),
  };
  return { wish };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
