import rollBackLambdaAlias from '#actions/roll-back-lambda-alias/action';
import { defineRunbook, fromAlarm, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'lambda-errors-after-deploy',
  owner: 'team-checkout',
  why: 'A version that fails at once is taken back faster than it is understood.',
  when: { alarms: [{ prefix: 'lambda-errors-' }] },
  mode: 'watch',
  steps: [
    step(rollBackLambdaAlias, {
      function: fromAlarm('FunctionName', ['checkout', 'payments']),
      alias: 'live',
      publishedWithinMinutes: 60,
    }),
  ],
  guards: { cooldown: minutes(60), maxRunsPerDay: 2 },
  page: { instructions: 'Read the newest errors of the function, then what its last version changed.' },
});
