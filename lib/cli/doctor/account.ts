import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ClientSettings, Look } from '#action/define-look';
import { lookOf } from './looks.ts';

/** An action's look with its own client, for any parameters. */
export interface OpenLook {
  readonly reads: readonly string[];
  readonly trouble: (parameters: object) => Promise<string | undefined>;
}

/** The account that is examined: clients that only read. */
export interface Account {
  readonly cloudformation: CloudFormationClient;
  readonly cloudwatch: CloudWatchClient;
  readonly documents: DynamoDBDocumentClient;
  readonly dynamodb: DynamoDBClient;
  readonly eventbridge: EventBridgeClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly secrets: SecretsManagerClient;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly sts: STSClient;
  /** A client of another service, which only reads. */
  readonly open: <Client extends object>(Client: new (settings: ClientSettings) => Client) => Client;
  /** @returns undefined for an action that has no `look.ts` */
  readonly look: (action: string) => Promise<OpenLook | undefined>;
  /** The status that a URL answers GET with; rejects if nothing answers. */
  readonly reach: (url: string) => Promise<number>;
  /** Calls go to a custom endpoint (AWS_ENDPOINT_URL), which may not be AWS. */
  readonly emulated: boolean;
  /** The SDK's region, for an environment that does not set one. */
  readonly region: () => Promise<string>;
}

/** The AWS SDK's default account. @param region @default - the SDK's */
export function openAccount(region?: string): Account {
  // Retries throttled reads, since partial findings are useless. `adaptive` slows down when AWS throttles.
  const settings = { maxAttempts: 10, retryMode: 'adaptive', ...(region ? { region } : {}) } as const;
  const dynamodb = new DynamoDBClient(settings);
  const sts = new STSClient(settings);
  return {
    cloudformation: new CloudFormationClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    documents: DynamoDBDocumentClient.from(dynamodb),
    dynamodb,
    eventbridge: new EventBridgeClient(settings),
    iam: new IAMClient(settings),
    lambda: new LambdaClient(settings),
    secrets: new SecretsManagerClient(settings),
    sfn: new SFNClient(settings),
    sns: new SNSClient(settings),
    sts,
    look: async (action) => {
      const look = await lookOf(action);
      return look && opened(look, look.client(settings));
    },
    open: (Client) => new Client(settings),
    reach: async (url) => {
      const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
      await response.body?.cancel();
      return response.status;
    },
    emulated: Boolean(process.env['AWS_ENDPOINT_URL']),
    region: async () => region ?? (await sts.config.region()),
  };
}

const opened = (look: Look<object, unknown>, client: unknown): OpenLook => ({
  reads: look.reads,
  trouble: (parameters) => look.trouble(parameters, client),
});
