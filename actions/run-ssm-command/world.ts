import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A command document that takes these parameters, and a node that is online. */
export default kitWorld(kit, ({ ssm }, { instance, document, version, parameters = {} }) => {
  ssm.putDocument(document, version, 'Command', ['executionTimeout', ...Object.keys(parameters)]);
  ssm.putNode(instance);
});
