import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { days, defineRunbook, fromEnvironment, metric, minutes, step } from '#define/index';

/** The drill shows that it does not help: bad releases break the news, and new tasks run the same release. */
export default defineRunbook({
  id: 'news-errors',
  owner: 'team-web',
  why: 'The news page answers 500 after some releases. Somebody hopes that a restart helps.',
  when: { alarms: ['news-errors'] },
  mode: 'auto',
  // The same by day and by night.
  approval: { asks: 'notice' },
  steps: [
    step(
      restartEcsTasks,
      { cluster: fromEnvironment('cluster'), service: 'news', restart: 'rolling' },
      { verifyWithin: minutes(3) },
    ),
  ],
  recovered: {
    holdFor: minutes(1),
    andMetric: metric({
      namespace: 'Shop/Web',
      name: 'HealthyTasks',
      dimensions: { ServiceName: 'news' },
    }).atLeast(1),
  },
  guards: { cooldown: minutes(1), maxRunsPerDay: 6, requireDrill: { within: days(90) } },
  page: {
    pageBy: minutes(15),
    instructions: 'Take the last release back.',
  },
});
