import { GetQueueUrlCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { lengthOf } from '../demo/function-prober.ts';
import { deployConsumer } from '../demo/functions.ts';
import { until } from '../incidents.ts';
import { ordersQueue, ordersQueueDead } from '../names.ts';
import { checkNotice } from './checks.ts';
import { deadLettersArrived, redriveDeadLetters } from './ids.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

const orders = Array.from({ length: 6 }, (_, index) => `order-${index + 1}`);
const consumerAlarm = 'orders-consumer-errors';

export const deadLetters: Scenario = {
  name: 'dead-letters',
  runbook: deadLettersArrived,
  story:
    'A bad release of their consumer makes dead letters of six orders; people mend it, and the orders are moved back to their queue.',
  alarms: ['orders-dead-letters'],
  play: async (scene) => {
    const { aws, depot } = scene.world;
    await scene.breaking(`a consumer of the queue ${ordersQueue} is released that fails`);
    await deployConsumer(aws, 'consumerThatFails');
    await sendOrders(scene);
    await until('every order to be a dead letter', 40, async () =>
      (await lengthOf(aws, ordersQueueDead)) === orders.length ? true : undefined,
    );
    scene.check('no order has come to the depot', depot.orders.length === 0, String(depot.orders));
    await scene.untilAlarm(consumerAlarm, 'ALARM', 20);
    scene.say('people release the consumer of before; the orders stay dead letters');
    await deployConsumer(aws, 'consumer');
    await scene.untilAlarm(consumerAlarm, 'OK', 30);
    scene.check('nothing was moved yet', (await lengthOf(aws, ordersQueueDead)) === orders.length);
    const view = await scene.ends('healed', 150);
    const acted = view.attempts.map(({ action }) => action).join(', ');
    scene.check('it moved dead letters, and did nothing else', acted === redriveDeadLetters, acted);
    const arrived = [...depot.orders].sort().join();
    scene.check('each order came to the depot, once', arrived === orders.join(), arrived);
    for (const queue of [ordersQueueDead, ordersQueue]) {
      const left = await lengthOf(aws, queue);
      scene.check(`${queue} is empty`, left === 0, left);
    }
    await checkNotice(scene);
  },
};

async function sendOrders({ world: { aws } }: Scene): Promise<void> {
  const { QueueUrl } = await aws.sqs.send(new GetQueueUrlCommand({ QueueName: ordersQueue }));
  const Entries = orders.map((order) => ({ Id: order, MessageBody: order }));
  await aws.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
}
