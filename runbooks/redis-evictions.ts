import { defineRunbook, minutes } from '#define/index';

export default defineRunbook({
  id: 'redis-evictions',
  owner: 'team-shop',
  why: 'The cache is too small for what is kept in it. Emptying it helps for minutes and sends every request to the database.',
  when: { alarms: [{ prefix: 'redis-evictions-' }] },
  mode: 'watch',
  steps: [],
  page: {
    urgency: 'low',
    pageBy: minutes(15),
    instructions:
      'Look for keys without an expiry that grew since yesterday, and for a release that caches more.',
  },
});
