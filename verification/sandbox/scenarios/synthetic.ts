import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { syntheticAlarm, syntheticRunbook } from '#core/runbook/synthetic';
import { deployed, environment, region } from '../names.ts';
import { sleep } from '../processes.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

/** The outside service that expects to hear from Nightshift. */
async function outside() {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(request.url ?? '');
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { heard, url: `http://127.0.0.1:${port}/ping/token`, close: () => server.close() };
}

/** As the schedule does every few minutes. */
async function tick(lambda: LambdaClient): Promise<string> {
  const answer = await lambda.send(new InvokeCommand({ FunctionName: deployed.function('synthetic') }));
  return new TextDecoder().decode(answer.Payload);
}

async function untilHeard(scene: Scene, lambda: LambdaClient, heard: readonly string[]): Promise<void> {
  const end = Date.now() + 120_000;
  let said = '';
  while (heard.length === 0 && Date.now() < end) {
    said = await tick(lambda);
    await sleep(2_000);
  }
  scene.check('the heartbeat was called once the alarm was handled', heard.length === 1, `${heard}; ${said}`);
}

export const synthetic: Scenario = {
  name: 'synthetic',
  runbook: syntheticRunbook,
  story:
    'A made-up alarm travels the whole way, from the alarm to the verdict; then, and only then, an outside heartbeat is called.',
  alarms: [syntheticAlarm(environment)],
  play: async (scene) => {
    const { endpoint } = scene.world.local;
    const settings = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    const [lambda, secrets] = [new LambdaClient(settings), new SecretsManagerClient(settings)];
    const { heard, url, close } = await outside();
    try {
      await secrets.send(new CreateSecretCommand({ Name: 'heartbeat', SecretString: url }));
      scene.brokenAt = Date.now();
      scene.say('a synthetic alarm is sent on its way');
      await tick(lambda);
      scene.check('nobody outside has been called yet', heard.length === 0, String(heard));
      await scene.ends('healed', 90);
      await untilHeard(scene, lambda, heard);
      scene.check('nobody was told of it', scene.messages().length === 0, scene.messages().length);
    } finally {
      close();
    }
  },
};
