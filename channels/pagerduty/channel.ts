import * as z from 'zod/mini';
import { defineChannel, Secret, Url } from '#core/channel/define-channel';

const Settings = z.strictObject({
  /** The integration key of an *Events API v2* integration of the service that is to be paged. */
  routingKey: Secret,
  /**
   * Of the service region: `https://events.eu.pagerduty.com/v2/enqueue` for accounts in the EU.
   * @default https://events.pagerduty.com/v2/enqueue
   */
  endpoint: z.exactOptional(Url),
  /**
   * Acknowledging and reassigning there count as `nightshift take`: a *Generic Webhook (v3)* of the service that posts
   * `incident.acknowledged` and `incident.reassigned` to the environment's answer page, and the secret that PagerDuty shows once.
   * @default - what happens there stays there
   */
  answers: z.exactOptional(z.strictObject({ webhookSecret: Secret })),
});
export type Settings = z.infer<typeof Settings>;

/**
 * PagerDuty by its Events API v2. It carries no notices: each would be an incident for someone. Nor does it carry a further
 * line of a page: that would be a `trigger`, and "if there are no open incidents with this key, PagerDuty creates a new
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
