import { defineEnvironment } from '../lib/define/index.ts';

/**
 * A first environment for a real account. It names no values, so it deploys the engine and nothing that can act.
 * Replace the addresses, then opt runbooks in one by one under `runbooks`.
 */
export default defineEnvironment({
  name: 'production',
  runbooks: {},
  routes: {
    page: [{ protocol: 'email', endpoint: 'on-call@example.com' }],
    backup: [{ protocol: 'sms', endpoint: '+15555550100' }],
    notice: [{ protocol: 'email', endpoint: 'team@example.com' }],
  },
});
