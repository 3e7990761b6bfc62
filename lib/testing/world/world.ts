import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { openIndex } from '#core/table/keys';
import { Clock } from './clock.ts';
import { CloudWatch } from './cloudwatch.ts';
import { DynamoDb } from './dynamodb.ts';
import { Http } from './http.ts';
import { Lambda } from './lambda.ts';
import { Account, awsLimits, type Limits } from './limits.ts';
import { Scheduler } from './scheduler.ts';
import { Sns } from './sns.ts';
import { StepFunctions } from './step-functions.ts';
import { SystemsManager } from './systems-manager.ts';
import { type Commands, type Service, Wire } from './wire.ts';

const [region, account] = ['eu-central-1', '111122223333'];
const topic = (name: string) => `arn:aws:sns:${region}:${account}:${name}`;

/** Names and ARNs that a deployment would have chosen. */
export const places = {
  environment: 'rehearsal',
  region,
  account,
  table: 'nightshift-incidents',
  deadlineGroup: 'nightshift-deadlines',
  deadlineRole: `arn:aws:iam::${account}:role/nightshift-deadline`,
  topics: { page: topic('page'), backup: topic('backup'), notice: topic('notice') },
  stateMachine: (runbook: string) => `arn:aws:states:${region}:${account}:stateMachine:nightshift-${runbook}`,
  function: (name: string) => `arn:aws:lambda:${region}:${account}:function:${name}`,
} as const;

/** The virtual moment at which a world begins by default. */
export const firstMoment = '2026-03-01T03:00:00.000Z';

/** The AWS that handlers talk to, in one process and in virtual time. */
export class World {
  readonly clock: Clock;
  /** Every call, and how calls are made to fail. */
  readonly wire: Wire;
  readonly cloudwatch: CloudWatch;
  readonly dynamodb: DynamoDb;
  readonly sns: Sns;
  readonly scheduler: Scheduler;
  readonly stepFunctions: StepFunctions;
  readonly lambda: Lambda;
  /** Whoever channels post to. */
  readonly http: Http;
  readonly systemsManager = new SystemsManager();
  /** Called with what a service puts on the event bus when work has ended. */
  onWorkEnded: (event: object) => void = () => {};
  /** By how many milliseconds a machine's clock is off. Machines in AWS agree to within seconds, no better. */
  skew: (machine: string) => number = () => 0;
  /** SDK clients, as far as handlers can tell. */
  readonly clients;

  /**
   * @param start the virtual moment at which it begins
   * @param seed of the jitter in back-offs
   */
  constructor(start = firstMoment, seed = 1) {
    this.clock = new Clock(start, seed);
    this.wire = new Wire(this.clock);
    this.dynamodb = new DynamoDb(places.table, this.clock);
    this.cloudwatch = new CloudWatch(this.clock, `${region}:${account}`);
    this.sns = new Sns(this.clock, Object.values(places.topics));
    this.scheduler = new Scheduler(this.clock, this.sns, this.wire, places.deadlineGroup);
    this.stepFunctions = new StepFunctions(this.clock);
    this.lambda = new Lambda(this.clock, this.wire);
    this.http = new Http(this.clock, this.wire);
    this.clients = {
      // The SDK's paginators require an instance of the class; constructing one would take longer than an incident.
      cloudwatch: Object.assign(
        Object.create(CloudWatchClient.prototype) as CloudWatchClient,
        this.client('cloudwatch', this.cloudwatch),
      ),
      documents: this.client<DynamoDBDocumentClient>('dynamodb', this.dynamodb),
      scheduler: this.client<SchedulerClient>('scheduler', this.scheduler),
      sns: this.client<SNSClient>('sns', this.sns),
      sfn: this.client<SFNClient>('step-functions', this.stepFunctions),
      ssm: this.client<SSMClient>('ssm', this.systemsManager),
    };
  }

  /** Counts changes to anything that a scheduled function reads: while this stays the same, so does what it reads. */
  versionFor(name: 'sweep' | 'reconcile'): number {
    const { dynamodb, cloudwatch, lambda } = this;
    // The sweeper begins with its index. All else it reads is a mass failure, which begins with an incident in the index.
    const table = name === 'sweep' ? dynamodb.indexVersion(openIndex.name) : dynamodb.version;
    return table + cloudwatch.version + lambda.version;
  }

  /** The clock of one machine. */
  machineClock(machine: string): () => Date {
    const off = this.skew(machine);
    return off === 0 ? this.clock.now : () => new Date(this.clock.milliseconds + off);
  }

  /** Puts the limits of an account in force. @default - AWS's default quotas */
  limit(limits: Limits = awsLimits): void {
    this.wire.account = new Account(limits, this.clock);
  }

  /** Starts a function and goes on: an asynchronous invocation, of which the caller learns only that it was accepted. */
  start(name: string, payload: unknown): Promise<void> {
    const StatusCode = 202;
    return this.wire
      .call('lambda', 'Start', { FunctionName: name, Payload: payload }, () => {
        this.clock.after(0, () => void this.lambda.invokeUntilDone(places.function(name), payload));
        return { StatusCode };
      })
      .then(() => {});
  }

  /** An SDK client of a service, as far as handlers can tell: its calls go over the wire. */
  client<Client extends object>(service: Service, { commands }: { readonly commands: Commands }): Client {
    const send = (command: { input: object }) => this.wire.send(service, commands, command);
    return { send } as unknown as Client;
  }
}
