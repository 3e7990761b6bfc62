import * as z from 'zod/mini';
import { defineChannel, Secret, Url } from '#core/channel/define-channel';

const Settings = z.strictObject({
  /** The integration key of an *Events API v2* integration of the service that is to be paged. */
  routingKey: Secret,
  /**
   * The endpoint of the account's service region: `https://events.eu.pagerduty.com/v2/enqueue` in the EU.
   * @default https://events.pagerduty.com/v2/enqueue
   */
  endpoint: z.exactOptional(Url),
  /**
   * Makes acknowledging and reassigning in PagerDuty count as `nightshift take`. The service needs a *Generic Webhook (v3)* that
   * posts `incident.acknowledged` and `incident.reassigned` to the environment's answer page; PagerDuty shows its secret once.
   * @default - Nightshift does not hear what happens in PagerDuty
   */
  answers: z.exactOptional(z.strictObject({ webhookSecret: Secret })),
});
export type Settings = z.infer<typeof Settings>;

/**
 * PagerDuty, by its Events API v2. It carries no notices, since each would be an incident for someone. Nor does it carry updates
 * of a page: an update would be a `trigger`, and "if there are no open incidents with this key, PagerDuty creates a new
 * incident" and calls someone, for instance after a person has resolved the first one there.
 * https://developer.pagerduty.com/docs/events-api-v2-overview
 * https://support.pagerduty.com/main/docs/event-management#deduplicate-alerts
 */
export default defineChannel<Settings>({
  id: 'pagerduty',
  title: 'PagerDuty',
  settings: Settings,
  carries: ['page', 'acknowledged', 'resolved'],
  hears: ({ answers }) => answers !== undefined,
});
