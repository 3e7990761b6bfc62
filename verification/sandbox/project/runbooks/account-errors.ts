import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { days, defineRunbook, fromEnvironment, metric, minutes, step } from '#define/index';

/** The drill proves it: new tasks answer. */
export default defineRunbook({
  id: 'account-errors',
  owner: 'team-web',
  why: 'A task of the account page answers 500 once its session store has gone away; a new one opens it again.',
  when: { alarms: ['account-errors'] },
  mode: 'auto',
  // The same by day and by night.
  approval: { asks: 'notice' },
  steps: [
    step(
      restartEcsTasks,
      // The scenario changes the last of these.
      { cluster: fromEnvironment('cluster'), service: 'account', restart: 'rolling', minimumHealthy: 1 },
      { verifyWithin: minutes(3) },
    ),
  ],
  recovered: {
    holdFor: minutes(1),
    andMetric: metric({
      namespace: 'Shop/Web',
      name: 'HealthyTasks',
      dimensions: { ServiceName: 'account' },
    }).atLeast(1),
  },
  guards: { cooldown: minutes(1), maxRunsPerDay: 6, requireDrill: { within: days(90) } },
  page: {
    pageBy: minutes(15),
    instructions: 'Read the newest task log, then whether the session store answers.',
  },
});
