import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  document: 'mend-orders',
  version: '3',
  target: 'orders-cluster',
  targetParameter: 'Cluster',
  role: 'arn:aws:iam::111122223333:role/mend-orders',
};

/** An automation of the team that takes these parameters. */
export default kitWorld(kit, ({ ssm }, { document, version, targetParameter, parameters = {} }) =>
  ssm.putDocument(document, version, 'Automation', [
    ...[targetParameter, 'AutomationAssumeRole'],
    ...Object.keys(parameters),
  ]),
);
