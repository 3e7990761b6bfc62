import { defineRunbook, fromAlarm, fromEnvironment, minutes, restartEcsTasks, step } from 'nightshift';

/** A runbook with an action that comes with Nightshift. */
export default defineRunbook({
  id: 'web-service-hung',
  owner: 'team-web',
  why: 'A task of the web service accepts connections and never answers; a new task does.',
  when: { alarms: [{ prefix: 'web-' }] },
  // It changes nothing: it records what it would have done. Read that for a few weeks before you write auto.
  mode: 'watch',
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
  recovered: { holdFor: minutes(1) },
  guards: { cooldown: minutes(30), maxRunsPerDay: 3 },
  page: {
    urgency: 'high',
    pageBy: minutes(15),
    instructions: 'Open the service in the ECS console and read the newest task log.',
  },
});
