import webhook from '#channels/webhook/channel';
import { minutes, secret } from '#define/index';
import { defineLocalEnvironment } from '#define/local';

/** The local AWS that `npm start` deploys into. Queues stand where people's phones would be. */
const queue = (name: string) => ({
  protocol: 'sqs' as const,
  endpoint: `arn:aws:sqs:us-east-1:000000000000:${name}`,
});
const cluster = 'demo';

/** AppConfig makes up its ids, so the sandbox tells them; without it, nobody reads these. */
const [appid = 'none000', envid = 'none000', flags = 'none000', atonce = 'none000'] =
  process.env['SANDBOX_FEATURE_FLAGS']?.split(',') ?? [];

export default defineLocalEnvironment({
  name: 'sandbox',
  account: '000000000000',
  region: 'us-east-1',
  runbooks: {
    'web-service-hung': { cluster },
    'checkout-api-errors': { cluster, cache: 'sessions' },
    'orders-writer-stuck': { cluster: 'orders' },
    'shop-pages-stale': { cluster, cache: 'pages' },
    'recommendations-slow': { cluster, appid, envid, flags, atonce },
    'search-under-load': { cluster },
    'stock-list-broken': {},
    'lambda-errors-after-deploy': {},
    'dead-letters-arrived': {},
  },
  // These only watch otherwise.
  modes: {
    'shop-pages-stale': 'auto',
    'recommendations-slow': 'auto',
    'search-under-load': 'auto',
    'stock-list-broken': 'approve',
    'lambda-errors-after-deploy': 'auto',
    'dead-letters-arrived': 'auto',
  },
  networks: {
    default: {
      vpcId: 'vpc-00000001',
      availabilityZones: ['us-east-1a'],
      subnetIds: ['subnet-00000001'],
      securityGroupIds: ['sg-00000001'],
    },
  },
  routes: {
    page: [queue('phone-pager')],
    backup: [queue('phone-backup')],
    notice: [queue('owner-channel')],
  },
  // Once in six minutes here, later than the scenarios; the one about it sends its own.
  synthetic: {
    every: minutes(60),
    heartbeat: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:heartbeat',
  },
  channels: [
    webhook({
      // The sandbox listens on a port that is free; without it, nobody does.
      url: process.env['SANDBOX_WEBHOOK_URL'] ?? 'http://127.0.0.1:9/pages',
      signingKey: secret('arn:aws:ssm:us-east-1:000000000000:parameter/nightshift/sandbox/signing-key'),
    }),
  ],
  // Pages and requests for approval bring a link that the scenarios open.
  answers: {},
  // Nobody keeps a local AWS until the morning.
  digest: false,
  // More than begin in so long when all scenarios are played, so that only the one of that name is a mass failure.
  massFailure: { incidents: 10, within: minutes(2), coolDown: minutes(8) },
  // Nobody is there to acknowledge one.
  testPages: false,
  // A quarter of an hour in a minute and a half: nobody waits three minutes for a demonstration to verify. A slow machine
  // gets more, as the sandbox measures at its start.
  divideTimeBy: 10 / Number(process.env['SANDBOX_SLOWNESS'] ?? 1),
  onRemoval: 'destroy',
});
