import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { namesIn } from '#cdk/names';
import { draftEnvironment } from '#checks/draft';
import { openDatabase } from '#core/table/database';
import type { EnvironmentSpec } from '#define/index';
import { environmentNames, loadEnvironment } from '#project/load';
import { CommandError } from '../command-line.ts';
import type { Account } from '../doctor/account.ts';
import { closest } from '../explain/closest.ts';
import type { Deployed } from './command.ts';

/** The account of an environment, to check everything that it depends on. */
export async function account(environment: string): Promise<Account> {
  const { openAccount } = await import('../doctor/account.ts');
  return openAccount(await regionOf(environment));
}

/**
 * Catches a mistyped name before AWS says that there is no such table.
 * @throws CommandError with the known names
 */
export async function refuseUnknownEnvironment(environment: string): Promise<void> {
  const known = await environmentNames();
  if (known.includes(environment)) return;
  const named = JSON.stringify(environment);
  throw new CommandError(`There is no environment ${named}; ${closest(environment, known)}`);
}

/** @throws CommandError if there is no such environment in the project */
export async function connect(environment: string): Promise<Deployed> {
  await refuseUnknownEnvironment(environment);
  const region = await regionOf(environment);
  // Waits while the control plane throttles: stopping everything must not fail because of that.
  const settings = { maxAttempts: 6, ...(region ? { region } : {}) };
  const names = namesIn(environment);
  return {
    environment,
    names,
    database: openDatabase(names.table, settings),
    cloudwatch: new CloudWatchClient(settings),
    lambda: new LambdaClient(settings),
    scheduler: new SchedulerClient(settings),
    sfn: new SFNClient(settings),
    ssm: new SSMClient(settings),
  };
}

/** What the file of an environment says, as far as it is valid. */
export async function declared(environment: string): Promise<Partial<EnvironmentSpec>> {
  await refuseUnknownEnvironment(environment);
  return draftEnvironment(await loadEnvironment(environment)).sections;
}

/** The environment's own region, else the SDK's. Other mistakes in its file must not prevent stopping it. */
async function regionOf(environment: string): Promise<string | undefined> {
  try {
    const { spec } = await loadEnvironment(environment);
    const region = (spec as { region?: unknown } | undefined)?.region;
    return typeof region === 'string' ? region : undefined;
  } catch {
    return undefined;
  }
}
