import { byHand, minutes } from '#define/index';
import { defineLocalEnvironment } from '#define/local';
import sandbox from '#environments/sandbox';
import { cluster } from '../../names.ts';

/** The sandbox's environment plus two runbooks that need drills. The scenario `drills` injects faults by hand: no local AWS has FIS. */
export default defineLocalEnvironment({
  ...sandbox,
  runbooks: { ...sandbox.runbooks, 'account-errors': { cluster }, 'news-errors': { cluster } },
  drills: {
    targets: ['service/demo/account', 'service/demo/news'],
    stopAlarm: 'nothing-stops-drills-here',
    runbooks: {
      'account-errors': {
        alarm: 'account-errors',
        fault: byHand('let the tasks of account answer 500'),
        name: 'its tasks answer 500',
        endsByItself: true,
        lasts: minutes(15),
      },
      'news-errors': { alarm: 'news-errors', fault: byHand('a bad release of news') },
    },
    perDay: 20,
  },
});
