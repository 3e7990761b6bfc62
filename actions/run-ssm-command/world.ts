import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  instance: 'i-0123456789abcdef0',
  document: 'restart-agent',
  version: '2',
  executionTimeoutSeconds: 120,
};

/** A command document that takes these parameters, and a node that is online. */
export default kitWorld(kit, ({ ssm }, { instance, document, version, parameters = {} }) => {
  ssm.putDocument(document, version, 'Command', ['executionTimeout', ...Object.keys(parameters)]);
  ssm.putNode(instance);
});
