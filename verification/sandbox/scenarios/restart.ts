import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { cluster } from '../names.ts';
import type { Scene } from './scene.ts';

/** A person restarts services. What stayed broken could be OK for a moment late in the run and fire again, which would be another outage. */
export async function restart(scene: Scene, ...services: readonly string[]): Promise<void> {
  scene.say(`a person restarts ${services.join(', ')}`);
  for (const service of services) {
    await scene.world.aws.ecs.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));
  }
}
