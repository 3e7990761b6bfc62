import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import stopEcsDeployment from '#actions/stop-ecs-deployment/action';
import { defineRunbook, fromAlarm, fromEnvironment, minutes, step } from '#define/index';

const its = { cluster: fromEnvironment('cluster'), service: fromAlarm('ServiceName', 'shop-*') };

export default defineRunbook({
  id: 'ecs-service-unhealthy',
  owner: 'team-shop',
  why: 'A deployment whose tasks never become healthy, or tasks that hang after hours of work.',
  when: { alarms: [{ prefix: 'ecs-unhealthy-' }] },
  mode: 'watch',
  // A deployment that is in progress is taken back first: restarting its tasks would only start them again.
  steps: [
    step(stopEcsDeployment, its, { verifyWithin: minutes(4) }),
    step(restartEcsTasks, { ...its, restart: 'rolling' }, { verifyWithin: minutes(4) }),
  ],
  guards: { cooldown: minutes(30), maxRunsPerDay: 3 },
  page: {
    pageBy: minutes(20),
    instructions:
      'Open the service in the ECS console: events first, then the log of the newest stopped task.',
  },
});
