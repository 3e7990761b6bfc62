import redriveDeadLetters from '#actions/redrive-dead-letters/action';
import { defineRunbook, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'dead-letters-arrived',
  owner: 'team-orders',
  why: 'Messages end in the dead-letter queue while a dependency is down, and work once it is back.',
  when: { alarms: ['orders-dead-letters'] },
  mode: 'watch',
  steps: [
    step(
      redriveDeadLetters,
      { deadLetterQueue: 'orders-dead', queue: 'orders', consumerAlarm: 'orders-consumer-errors' },
      { verifyWithin: minutes(5) },
    ),
  ],
  // A message that fails again comes back: not more than twice a day.
  guards: { cooldown: minutes(60), maxRunsPerDay: 2 },
  page: {
    urgency: 'low',
    pageBy: minutes(30),
    instructions: 'Read one of the messages, and the errors of the consumer when it was received last.',
  },
});
