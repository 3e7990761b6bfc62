import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { defineRunbook, fromAlarm, fromEnvironment, metric, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'web-service-hung',
  owner: 'team-web',
  why: 'The image library deadlocks under memory pressure: a task accepts connections and never answers.',
  when: { alarms: [{ prefix: 'web-' }] },
  mode: 'auto',
  steps: [
    step(
      restartEcsTasks,
      {
        cluster: fromEnvironment('cluster'),
        service: fromAlarm('ServiceName', 'web-*'),
        restart: 'rolling',
      },
      { verifyWithin: minutes(3) },
    ),
  ],
  recovered: {
    holdFor: minutes(1),
    // A service that answers nothing at all has no errors either: count the healthy tasks as well.
    andMetric: metric({
      namespace: 'Shop/Web',
      name: 'HealthyTasks',
      dimensions: { ServiceName: fromAlarm('ServiceName', 'web-*') },
    }).atLeast(1),
  },
  // It may hang again soon, and a restart is cheap; one that does not help opens the breaker the second time.
  guards: { cooldown: minutes(5), maxRunsPerDay: 3 },
  page: {
    urgency: 'high',
    pageBy: minutes(15),
    instructions:
      'Open the service in the ECS console and read the newest task log. If the last deployment is younger than the alarm, roll it back first.',
  },
});
