import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly TableName?: string;
  readonly ResourceIds?: readonly string[];
  readonly ProvisionedThroughput?: {
    readonly ReadCapacityUnits?: number;
    readonly WriteCapacityUnits?: number;
  };
}

/** How long a table takes to get more capacity, in seconds. */
const updatedAfter = 60;

/** Teams' DynamoDB tables, and what scales them; the engine's own table is another model. */
export class Tables {
  readonly #stage: Stage;
  readonly #tables = new Map<string, TableDescription>();
  /** What auto scaling manages: dimensions by table. */
  readonly scaled = new Map<string, readonly string[]>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly dynamodb: Commands = {
    DescribeTable: ({ TableName = '' }: Asked) => ({ Table: this.table(TableName) }),
    UpdateTable: (input: Asked) => this.#update(input),
  };

  readonly autoscaling: Commands = {
    DescribeScalableTargets: ({ ResourceIds = [] }: Asked) => ({
      ScalableTargets: ResourceIds.flatMap((id) =>
        (this.scaled.get(id.replace('table/', '')) ?? []).map((ScalableDimension) => ({ ScalableDimension })),
      ),
    }),
  };

  /** Creates a table with 10 read and 10 write capacity units, unless it exists. */
  put(TableName: string): void {
    if (this.#tables.has(TableName)) return;
    const ProvisionedThroughput = {
      ReadCapacityUnits: 10,
      WriteCapacityUnits: 10,
      NumberOfDecreasesToday: 0,
    };
    this.#tables.set(TableName, { TableName, TableStatus: 'ACTIVE', ProvisionedThroughput });
  }

  /** @throws Error AWS's own, if there is no such table */
  table(name: string): TableDescription {
    const found = this.#tables.get(name);
    if (!found)
      throw awsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
    return found;
  }

  change(name: string, changes: TableDescription): void {
    this.#tables.set(name, { ...this.table(name), ...changes });
  }

  remove(name: string): void {
    this.#tables.delete(name);
  }

  /** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html (Errors) */
  #update({ TableName = '', ProvisionedThroughput = {} }: Asked): object {
    const { TableStatus, BillingModeSummary, ProvisionedThroughput: before = {} } = this.table(TableName);
    if (TableStatus !== 'ACTIVE')
      throw awsError(
        'ResourceInUseException',
        `Attempt to change a resource which is still in use: ${TableName}`,
      );
    const { ReadCapacityUnits, WriteCapacityUnits } = ProvisionedThroughput;
    const isSame =
      ReadCapacityUnits === before.ReadCapacityUnits && WriteCapacityUnits === before.WriteCapacityUnits;
    if (
      BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST' ||
      isSame ||
      !ReadCapacityUnits ||
      !WriteCapacityUnits
    )
      throw awsError('ValidationException', 'The provisioned throughput for the table will not change.');
    this.change(TableName, { TableStatus: 'UPDATING' });
    this.#stage.world.clock.after(updatedAfter, () =>
      this.change(TableName, {
        TableStatus: 'ACTIVE',
        ProvisionedThroughput: {
          ...before,
          ...ProvisionedThroughput,
          LastIncreaseDateTime: this.#stage.world.clock.now(),
        },
      }),
    );
    this.#stage.effect(TableName, updatedAfter);
    return { TableDescription: { ...this.table(TableName) } };
  }
}
