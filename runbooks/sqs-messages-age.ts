import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { defineRunbook, fromEnvironment, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'sqs-messages-age',
  owner: 'team-orders',
  why: 'The consumer holds on to a dead connection: it runs, takes nothing off the queue, and nobody else notices.',
  when: { alarms: ['orders-queue-age'] },
  mode: 'watch',
  steps: [
    step(
      restartEcsTasks,
      { cluster: fromEnvironment('cluster'), service: fromEnvironment('consumer'), restart: 'rolling' },
      { verifyWithin: minutes(6) },
    ),
  ],
  guards: { cooldown: minutes(30), maxRunsPerDay: 3 },
  page: {
    pageBy: minutes(20),
    instructions:
      'See whether messages are deleted at all. If they are, the consumer is only too slow: start more tasks.',
  },
});
