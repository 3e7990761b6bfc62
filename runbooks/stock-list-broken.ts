import invokeLambda from '#actions/invoke-lambda/action';
import { defineRunbook, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'stock-list-broken',
  owner: 'team-depot',
  why: 'The nightly import breaks off and leaves half a stock list. The team has a function that builds the list anew.',
  when: { alarms: ['stock-list-broken'] },
  mode: 'watch',
  steps: [
    // Published under an alias: what the team deploys is called only once they point the alias to it.
    step(
      invokeLambda,
      { function: 'rebuild-stock-list', qualifier: 'live', input: { list: 'stock' } },
      { verifyWithin: minutes(3) },
    ),
  ],
  // The trucks are loaded by this list before anybody reads a notice.
  approval: { asks: 'page' },
  guards: { cooldown: minutes(30), maxRunsPerDay: 4 },
  page: {
    pageBy: minutes(15),
    instructions: 'Read the log of rebuild-stock-list, then whether the import of the night has ended.',
  },
});
