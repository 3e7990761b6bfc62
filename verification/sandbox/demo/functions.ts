import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import type { Aws } from '../aws.ts';
import { arn, ordersQueue, ordersQueueDead } from '../names.ts';
import { zipOf } from './zip.ts';

/** The teams' own Lambda functions, and the alias that callers use. */
export const functions = {
  checkout: 'checkout',
  consumer: 'orders-consumer',
  rebuild: 'rebuild-stock-list',
} as const;
export const alias = 'live';

/** How often an order is tried before it is a dead letter, and the wait between tries, in seconds. */
const [mostReceives, visibilitySeconds] = [2, 3];

/** Their code, working and failing. A Lambda of the local AWS is a process on this machine, so it reaches the depot. */
const code = {
  checkout: "exports.handler = async () => ({ total: 42, version: 'good' });",
  checkoutThatFails: "exports.handler = async () => { throw new TypeError('cart.items is not iterable'); };",
  consumer: `exports.handler = async ({ Records }) => {
  for (const { body } of Records) {
    const { ok, status } = await fetch(process.env.DEPOT_URL + '/orders', { method: 'POST', body });
    if (!ok) throw new Error('the depot answered ' + status);
  }
};`,
  consumerThatFails:
    "exports.handler = async () => { throw new TypeError('Cannot read properties of undefined (street)'); };",
  rebuild: `exports.handler = async ({ attempt, input }) => {
  const body = JSON.stringify({ attempt, list: input.list });
  const { status } = await fetch(process.env.DEPOT_URL + '/stock/rebuild', { method: 'POST', body });
  return { depot: status };
};`,
} as const;

const zipped = (which: keyof typeof code): Uint8Array => zipOf('index.js', code[which]);

/** Creates the functions, and the queue of one, as their teams would. All work. @param depot URL of the depot */
export async function createFunctions(aws: Aws, depot: string): Promise<void> {
  const Role = await createRole(aws);
  const create = (FunctionName: string, which: keyof typeof code) =>
    aws.lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: zipped(which) },
        Timeout: visibilitySeconds,
        Environment: { Variables: { DEPOT_URL: depot } },
      }),
    );
  await create(functions.checkout, 'checkout');
  await create(functions.consumer, 'consumer');
  await create(functions.rebuild, 'rebuild');
  for (const FunctionName of [functions.checkout, functions.rebuild]) {
    const { Version: FunctionVersion } = await aws.lambda.send(new PublishVersionCommand({ FunctionName }));
    await aws.lambda.send(new CreateAliasCommand({ FunctionName, Name: alias, FunctionVersion }));
  }
  await createOrders(aws);
}

async function createRole({ iam }: Aws): Promise<string | undefined> {
  const RoleName = 'demo-functions';
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole';
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  return Role?.Arn;
}

/** The order queue with its consumer and its dead-letter queue. */
async function createOrders({ sqs, lambda }: Aws): Promise<void> {
  await sqs.send(new CreateQueueCommand({ QueueName: ordersQueueDead }));
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: arn.queue(ordersQueueDead),
    maxReceiveCount: mostReceives,
  });
  const VisibilityTimeout = String(visibilitySeconds);
  await sqs.send(
    new CreateQueueCommand({ QueueName: ordersQueue, Attributes: { RedrivePolicy, VisibilityTimeout } }),
  );
  await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: functions.consumer,
      EventSourceArn: arn.queue(ordersQueue),
    }),
  );
}

/** Deploys the consumer of the orders: new orders run it. */
export const deployConsumer = ({ lambda }: Aws, which: 'consumer' | 'consumerThatFails') =>
  lambda.send(new UpdateFunctionCodeCommand({ FunctionName: functions.consumer, ZipFile: zipped(which) }));

/** Publishes a version of the checkout that fails, and points the alias to it. @returns the version */
export async function releaseBadCheckout({ lambda }: Aws): Promise<string | undefined> {
  const FunctionName = functions.checkout;
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipped('checkoutThatFails') }));
  const { Version: FunctionVersion } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: alias, FunctionVersion }));
  return FunctionVersion;
}
