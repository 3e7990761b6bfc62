import { defineRunbook, minutes } from '#define/index';

export default defineRunbook({
  id: 'lambda-throttles',
  owner: 'team-checkout',
  why: 'A function wants more executions at once than it or the account may have; who gets them is for a person to weigh.',
  when: { alarms: [{ prefix: 'lambda-throttles-' }] },
  mode: 'watch',
  steps: [],
  page: {
    urgency: 'low',
    pageBy: minutes(10),
    instructions:
      "Compare the function's concurrency with its reserve and with the account's. Who else uses what is not reserved?",
  },
});
