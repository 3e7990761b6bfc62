import { days, defineEnvironment, document, fis } from '#define/index';

const [account, region] = ['111122223333', 'eu-central-1'];
const queue = (name: string) => ({
  protocol: 'sqs' as const,
  endpoint: `arn:aws:sqs:${region}:${account}:${name}`,
});

/** Every kind of resource that drills can deploy, for `npm run check:templates`: the sandbox has no FIS, so it deploys none of them. */
export default defineEnvironment({
  name: 'drilled',
  ...{ account, region },
  runbooks: {
    'web-service-hung': { cluster: 'shop' },
    'ec2-status-check': {},
    'shop-pages-stale': { cluster: 'shop', cache: 'pages' },
  },
  networks: {
    default: {
      vpcId: 'vpc-00000001',
      availabilityZones: [`${region}a`],
      subnetIds: ['subnet-00000001'],
      securityGroupIds: ['sg-00000001'],
    },
  },
  routes: {
    page: [queue('pages')],
    backup: [queue('backup-pages')],
    notice: [queue('notices')],
  },
  drills: {
    targets: ['service/shop/*', 'instance/i-0123456789abcdef0', 'instance/i-0fedcba9876543210'],
    stopAlarm: 'checkout-fails',
    runbooks: {
      // FIS on ECS tasks, FIS on an EC2 instance by a document of AWS's, and documents of the team.
      'web-service-hung': { alarm: 'web-storefront-errors', fault: fis({ port: '8080' }) },
      'ec2-status-check': { alarm: 'ec2-status-check-mail', fault: fis() },
      'shop-pages-stale': {
        alarm: 'shop-frontpage-stale',
        fault: document({ breaks: 'Poison-Keys', mends: 'Restore-Keys' }, { Cache: ['pages'] }),
      },
    },
    hours: { from: '10:00', to: '16:00', timeZone: 'Europe/Berlin', except: ['2026-12-24'] },
    schedule: { chance: 0.25 },
  },
  requireDrill: { within: days(90) },
});
