import { adoptionTag } from '#core/runbook/runbook';

/** A demo service: an ECS service whose tasks are real HTTP servers, each in its own process. */
export interface DemoService {
  readonly name: string;
  /** Tasks that ECS keeps running. */
  readonly tasks: number;
  /** Reads the customer's cart from Redis for every request. */
  readonly readsCarts?: boolean;
  /** How long a task takes per request, one at a time, in milliseconds. @default - it answers all at once */
  readonly workMilliseconds?: number;
}

const tasks = 2;

/** The routes of the gateway: each has an alarm of its own, and all of them fire when the gateway hangs. */
export const gatewayAlarms: readonly string[] = Array.from(
  { length: 15 },
  (_, index) => `web-gateway-route-${index + 1}-errors`,
);

/** Each scenario has its own services, so that all can run at the same time. */
export const services: readonly DemoService[] = [
  { name: 'web-storefront', tasks },
  { name: 'web-catalog', tasks },
  { name: 'web-recommendations', tasks },
  { name: 'web-wishlist', tasks },
  { name: 'web-search', tasks },
  { name: 'web-reviews', tasks },
  { name: 'web-gallery', tasks },
  { name: 'checkout-api', tasks, readsCarts: true },
  { name: 'shop-frontpage', tasks },
  { name: 'web-inventory', tasks },
  { name: 'web-billing', tasks: 1 },
  { name: 'web-cart', tasks },
  { name: 'shop-search', tasks: 1 },
  { name: 'web-profile', tasks: 1 },
  { name: 'web-gateway', tasks: 1 },
  { name: 'web-prices', tasks: 1 },
  { name: 'web-stock', tasks: 1 },
  { name: 'web-media', tasks: 1 },
  { name: 'shop', tasks: 1 },
  { name: 'account', tasks: 1 },
  { name: 'news', tasks: 1 },
  // Two tasks keep up with 8 requests a second.
  { name: 'search', tasks, workMilliseconds: 250 },
];

export type Measure = 'errors' | 'latency' | 'age';

/** One metric name per service, or other subject, and measure. */
export const metricName = (service: string, measure: Measure): string => `${service}-${measure}`;

/** An alarm as the team that owns the service would have made it. */
export interface TeamAlarm {
  readonly name: string;
  /** The ECS service, or another subject. */
  readonly service: string;
  readonly measure: Measure;
  /** @default - ServiceName and ClusterName of the ECS service */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** Sum of errors, slowest answer in milliseconds, or greatest age in seconds, within `seconds`. */
  readonly threshold: number;
  readonly seconds: number;
  readonly tags?: Readonly<Record<string, string>>;
}

const errors = (name: string, service: string, rest: Partial<TeamAlarm> = {}): TeamAlarm => ({
  name,
  service,
  measure: 'errors',
  threshold: 2,
  seconds: 3,
  ...rest,
});

/** Adopted by its team's tag, within the names that the runbook allows. */
const adoptedBy = (runbook: string) => ({ tags: { [adoptionTag]: runbook } });

/** Every alarm but the one that its runbook creates (`orders-writes-failing`). */
export const teamAlarms: readonly TeamAlarm[] = [
  errors('web-storefront-errors', 'web-storefront'),
  errors('web-catalog-errors', 'web-catalog'),
  errors('web-recommendations-errors', 'web-recommendations'),
  errors('web-wishlist-errors', 'web-wishlist'),
  // Both fire at the first unanswered request: two incidents want one service at the same moment.
  errors('web-search-errors', 'web-search', { threshold: 1 }),
  { name: 'web-search-latency', service: 'web-search', measure: 'latency', threshold: 1_200, seconds: 3 },
  errors('web-reviews-errors', 'web-reviews'),
  errors('web-gallery-errors', 'web-gallery'),
  errors('checkout-api-5xx', 'checkout-api'),
  errors('shop-frontpage-stale', 'shop-frontpage', adoptedBy('shop-pages-stale')),
  errors('web-inventory-errors', 'web-inventory'),
  errors('web-billing-errors', 'web-billing'),
  errors('web-cart-errors', 'web-cart'),
  { name: 'web-cart-latency', service: 'web-cart', measure: 'latency', threshold: 1_200, seconds: 3 },
  errors('shop-search-stale', 'shop-search', adoptedBy('shop-pages-stale')),
  errors('web-profile-errors', 'web-profile'),
  // A longer window: all are admitted before the first restart can heal them.
  ...gatewayAlarms.map((name) => errors(name, 'web-gateway', { seconds: 6 })),
  errors('web-prices-errors', 'web-prices'),
  errors('web-stock-errors', 'web-stock'),
  errors('web-media-errors', 'web-media'),
  errors('account-errors', 'account'),
  errors('news-errors', 'news'),
  {
    name: 'recommendations-latency-high',
    service: 'shop',
    measure: 'latency',
    threshold: 1_200,
    seconds: 3,
  },
  { name: 'search-latency-high', service: 'search', measure: 'latency', threshold: 1_200, seconds: 3 },
  errors('stock-list-broken', 'stock-list', { dimensions: {} }),
  errors('lambda-errors-checkout', 'checkout', { dimensions: { FunctionName: 'checkout' } }),
  errors('orders-consumer-errors', 'orders-consumer', {
    threshold: 1,
    dimensions: { FunctionName: 'orders-consumer' },
  }),
  // Over a minute: by then CloudWatch has two counts of the queue, which show that it does not grow.
  {
    name: 'orders-dead-letters',
    service: 'orders-dead',
    measure: 'age',
    threshold: 75,
    seconds: 3,
    dimensions: { QueueName: 'orders-dead' },
  },
];
