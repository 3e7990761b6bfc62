import rollBackEcsService from '#actions/roll-back-ecs-service/action';
import { defineRunbook, fromEnvironment, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'alb-5xx',
  owner: 'team-shop',
  why: 'Most 5xx of the load balancer begin within the hour of a release of the service behind it.',
  when: { alarms: ['alb-target-5xx'] },
  mode: 'watch',
  steps: [
    step(
      rollBackEcsService,
      { cluster: fromEnvironment('cluster'), service: fromEnvironment('service'), deployedWithinMinutes: 60 },
      { verifyWithin: minutes(5) },
    ),
  ],
  guards: { cooldown: minutes(60), maxRunsPerDay: 2 },
  page: {
    instructions:
      'Compare target 5xx with load balancer 5xx: the latter alone means no healthy targets. Then read the newest errors of the service.',
  },
});
