import { checkNotice } from './checks.ts';
import { invokeLambda, stockListBroken } from './ids.ts';
import type { Scenario } from './scenario.ts';

export const ownLambda: Scenario = {
  name: 'own-lambda',
  runbook: stockListBroken,
  story:
    "The depot's stock list is broken; the team's own Lambda function, a step of the runbook, builds it anew.",
  alarms: ['stock-list-broken'],
  play: async (scene) => {
    const { depot } = scene.world;
    await scene.breaking('the import breaks off: the stock list of the depot cannot be read');
    depot.stockList = 'broken';
    const view = await scene.ends('healed', 60);
    const acted = view.attempts.map(({ action }) => action).join(', ');
    scene.check("it invoked the team's function, and did nothing else", acted === invokeLambda, acted);
    const { length } = depot.rebuilds;
    scene.check('the depot was told to build the list anew, once', length === 1, length);
    const [rebuild] = depot.rebuilds;
    scene.check(
      "the function got the attempt's id",
      rebuild?.attempt === `${view.incident.id}-1`,
      rebuild?.attempt,
    );
    scene.check('… and the input of the runbook', rebuild?.list === 'stock', rebuild?.list);
    const { status } = await fetch(`${depot.url}/stock`);
    scene.check('the stock list can be read', status === 200, status);
    await checkNotice(scene);
  },
};
