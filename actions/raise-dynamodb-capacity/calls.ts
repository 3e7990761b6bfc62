import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import action, { type Parameters } from './action.ts';

/*
 * The window that remains: someone else may change the table in the milliseconds before. DynamoDB refuses a second update while
 * one is under way.
 */

const reason = reasonsOf(action);

/** What it would be raised to. */
const raised = (units: number, { raiseByPercent, upToUnits }: Parameters): number =>
  Math.min(upToUnits, Math.ceil((units * (100 + raiseByPercent)) / 100));

export default kitCalls(action, {
  clients: { dynamodb: DynamoDBClient, 'application-autoscaling': ApplicationAutoScalingClient },

  observe: async ({ table: TableName }, read) => {
    const [described, { ScalableTargets = [] }] = await Promise.all([
      ifThere(read(new DescribeTableCommand({ TableName })), 'ResourceNotFoundException'),
      read(
        new DescribeScalableTargetsCommand({
          ServiceNamespace: 'dynamodb',
          ResourceIds: [`table/${TableName}`],
        }),
      ),
    ]);
    return { found: described?.Table, targets: ScalableTargets };
  },

  judge: ({ found, targets }, parameters) => {
    const { table, capacity, upToUnits: cap } = parameters;
    if (!found) return { never: reason('no-such-table', { table }) };
    const {
      TableStatus: status = 'in no known state',
      ProvisionedThroughput: now = {},
      Replicas = [],
    } = found;
    if (found.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST')
      return { never: reason('on-demand', { table }) };
    const dimensions = targets.map(({ ScalableDimension = 'unknown' }) => ScalableDimension);
    if (dimensions.length > 0) return { never: reason('scales-itself', { table, dimensions }) };
    const regions = Replicas.map(({ RegionName = 'unknown' }) => RegionName);
    if (regions.length > 0) return { never: reason('replicated', { table, regions }) };
    if (status !== 'ACTIVE') return { refuse: reason('not-active', { table, status }) };
    const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0, NumberOfDecreasesToday = 0 } = now;
    const units = capacity === 'read' ? read : write;
    if (units >= cap) return { refuse: reason('at-its-cap', { table, units, cap }) };
    return {
      intends: `Raise the ${capacity} capacity of ${table} from ${units} to ${raised(units, parameters)} units, until someone lowers it.`,
      before: { read, write },
      evidence: {
        lastIncrease: now.LastIncreaseDateTime?.toISOString() ?? 'never',
        decreasesToday: NumberOfDecreasesToday,
        indexes: (found.GlobalSecondaryIndexes ?? []).map(({ IndexName = 'unknown' }) => IndexName),
      },
      pin: { read, write },
    };
  },

  change: async (parameters, { pin }, send) => {
    const { table: TableName, capacity } = parameters;
    const after = { ...pin, [capacity]: raised(pin[capacity], parameters) };
    // Both have to be given. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ProvisionedThroughput.html
    const ProvisionedThroughput = { ReadCapacityUnits: after.read, WriteCapacityUnits: after.write };
    await send(new UpdateTableCommand({ TableName, ProvisionedThroughput }));
    return {
      did: `Raised the ${capacity} capacity of ${TableName} from ${pin[capacity]} to ${after[capacity]} units. It stays so until someone lowers it; infrastructure as code would set it back to ${pin[capacity]}.`,
      after,
    };
  },
});
