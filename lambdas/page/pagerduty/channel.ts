import * as z from 'zod/mini';
import { defineChannel, Secret, Url } from '../define-channel.ts';

const Settings = z.strictObject({
  /** The integration key of an *Events API v2* integration of the service that is to be paged. */
  routingKey: Secret,
  /**
   * Of the service region: `https://events.eu.pagerduty.com/v2/enqueue` for accounts in the EU.
   * @default https://events.pagerduty.com/v2/enqueue
   */
  endpoint: z.exactOptional(Url),
});
export type Settings = z.infer<typeof Settings>;

/**
 * PagerDuty by its Events API v2. It carries no notices: each would be an incident for somebody.
 * https://developer.pagerduty.com/docs/events-api-v2-overview
 */
export default defineChannel<Settings>({
  id: 'pagerduty',
  title: 'PagerDuty',
  settings: Settings,
  carries: ['page', 'resolved'],
});
