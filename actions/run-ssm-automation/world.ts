import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** An automation of the team that takes these parameters. */
export default kitWorld(kit, ({ ssm }, { document, version, targetParameter, parameters = {} }) =>
  ssm.putDocument(document, version, 'Automation', [
    ...[targetParameter, 'AutomationAssumeRole'],
    ...Object.keys(parameters),
  ]),
);
