import scaleOutEcsService from '#actions/scale-out-ecs-service/action';
import { defineRunbook, fromEnvironment, hours, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'search-under-load',
  owner: 'team-search',
  why: 'A campaign brings more searches than the service is sized for; twice the tasks carry it.',
  when: { alarms: ['search-latency-high'] },
  mode: 'watch',
  steps: [
    // As many tasks as before again once the alarm has been OK for so long.
    step(
      scaleOutEcsService,
      { cluster: fromEnvironment('cluster'), service: 'search', factor: 2, atMostTasks: 8 },
      { verifyWithin: minutes(4), restoreAfter: minutes(3), atMost: hours(6) },
    ),
  ],
  guards: { cooldown: minutes(30), maxRunsPerDay: 4 },
  page: {
    pageBy: minutes(15),
    instructions:
      'Is it more searches than usual, or slower at the same number?\nnightshift leases shows whether more tasks run, and extend keeps them for longer.',
  },
});
