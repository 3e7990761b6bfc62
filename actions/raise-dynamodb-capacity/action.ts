import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { between, named } from '#action/parameters';
import { complains } from '#core/action/fits';

const Parameters = parametersOf({
  /** A table with provisioned capacity that nothing scales. */
  table: named('the name of a table', /^[a-zA-Z0-9_.-]{3,255}$/, 'no ARN and no pattern'),
  capacity: z.enum(['read', 'write'], 'must be read or write'),
  /** How much to raise it each time, in percent of what it is. */
  raiseByPercent: between(10, 200),
  /** The upper limit, in units. */
  upToUnits: between(1, 40_000),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly table: string };

export default kitAction({
  id: 'raise-dynamodb-capacity',
  shown: 'emulator',
  title: 'Raise DynamoDB capacity',
  summary:
    'Raises the provisioned read or write capacity of a DynamoDB table that nothing scales, up to a cap. People lower it again.',
  disruption:
    'None. It costs more from then on until someone lowers it, which DynamoDB allows a few times a day.',
  addsUpTo: ({ raiseByPercent, upToUnits }, runs) =>
    `${Math.round((1 + raiseByPercent / 100) ** runs * 100 - 100)} %, never beyond ${upToUnits} units,`,
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
  fits: (symptom) => {
    const { table } = symptom.behind;
    const isThrottled = (metric: string) => complains(symptom, { in: 'AWS/DynamoDB', above: [metric] });
    const [reads, writes] = [isThrottled('ReadThrottleEvents'), isThrottled('WriteThrottleEvents')];
    const capacity = reads ? 'read' : 'write';
    return table && reads !== writes
      ? {
          parameters: { table, capacity },
          asks: {
            raiseByPercent: 'by how much its capacity is raised each time, 10 to 200 percent',
            upToUnits: 'the most capacity that it may have, in units',
          },
          because: `It is throttled at its ${capacity} capacity, and nothing else raises it`,
          turn: 'then',
        }
      : undefined;
  },
  parameters: Parameters,
  service: 'dynamodb',
  target: ({ table }) => `table/${table}`,
  reads: [
    'DescribeTable',
    {
      call: 'application-autoscaling:DescribeScalableTargets',
      on: '*',
      because: 'DescribeScalableTargets has no resource types and no condition keys.',
    },
  ],
  changes: ['UpdateTable'],
  reasons: {
    'no-such-table': ({ table }: Its) => `there is no table ${table} in this account and region`,
    'on-demand': ({ table }: Its) => `${table} is billed by request, so it has no capacity to raise`,
    'scales-itself': (its: Its & { dimensions: readonly string[] }) =>
      `auto scaling owns the capacity of ${its.table} (${its.dimensions.join(', ')}) and would set it back`,
    replicated: (its: Its & { regions: readonly string[] }) =>
      `${its.table} is replicated to ${its.regions.join(', ')}, and its replicas need the same capacity`,
    'not-active': (its: Its & { status: string }) => `${its.table} is ${its.status}, not ACTIVE`,
    'at-its-cap': (its: Its & { units: number; cap: number }) =>
      `${its.table} has ${its.units} units already, and the runbook's cap is ${its.cap}`,
  },
});
