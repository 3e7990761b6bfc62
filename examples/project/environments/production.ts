import { defineEnvironment } from 'nightshift';

/** It names no values, so it deploys the engine and nothing that can act. Opt runbooks in one by one, once the addresses are yours. */
export default defineEnvironment({
  name: 'production',
  // account: '111122223333', region: 'eu-central-1',  // left out: those of your AWS credentials
  // digest: { at: '09:00', timeZone: 'Europe/Berlin' },  // left out: 09:00 UTC
  runbooks: {
    // 'web-service-hung': { cluster: 'shop' },
  },
  routes: {
    page: [{ protocol: 'email', endpoint: 'on-call@example.com' }],
    backup: [{ protocol: 'sms', endpoint: '+15555550100' }],
    notice: [{ protocol: 'email', endpoint: 'team@example.com' }],
  },
});
