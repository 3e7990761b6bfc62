import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { cluster } from '../names.ts';
import type { Scene } from './scene.ts';

/** A person restarts services. Left broken, an alarm could go OK briefly late in the run and fire again: another outage. */
export async function restart(scene: Scene, ...services: readonly string[]): Promise<void> {
  scene.say(`a person restarts ${services.join(', ')}`);
  for (const service of services) {
    await scene.world.aws.ecs.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));
  }
}
