import { defineEnvironment } from '#define/index';

/**
 * A first environment for a real account. It names no values, so it deploys the engine and nothing that can act.
 * Replace the addresses (synth insists on it as soon as a runbook may act), then opt runbooks in one by one under `runbooks`.
 */
export default defineEnvironment({
  name: 'production',
  // account: '111122223333', region: 'eu-central-1',  // left out: those of your AWS credentials
  runbooks: {},
  routes: {
    page: [{ protocol: 'email', endpoint: 'on-call@example.com' }],
    backup: [{ protocol: 'sms', endpoint: '+15555550100' }],
    notice: [{ protocol: 'email', endpoint: 'team@example.com' }],
  },
});
