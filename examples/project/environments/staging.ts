import { defineEnvironment } from 'nightshift';

/** Pages wait in queues here, and ring nobody. Put in your own account and region before you deploy it. */
const account = '111122223333';
const region = 'eu-central-1';
const queue = (name: string) => ({
  protocol: 'sqs' as const,
  endpoint: `arn:aws:sqs:${region}:${account}:${name}`,
});

export default defineEnvironment({
  name: 'staging',
  account,
  region,
  // By runbook, the values that it reads with fromEnvironment. The tests take them from here.
  runbooks: {
    'web-service-hung': { cluster: 'shop' },
    'recommendations-slow': { feature: '/shop/features/recommendations' },
  },
  routes: {
    page: [queue('staging-pages')],
    backup: [queue('staging-backup-pages')],
    notice: [queue('staging-notices')],
  },
});
