import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { actions } from '#action/register';
import { arnsIn, namesIn } from '#cdk/names';
import { partitionOf } from '#checks/partition';
import { formatProblems, resolveRunbooks } from '#checks/resolve';
import type { Place } from '#core/action/define-action';
import type { EnvironmentSpec } from '#define/index';
import { loadEnvironment, loadRunbooks } from '#project/load';
import { evidenceIn } from '#project/proven';
import { CommandError } from '../command-line.ts';
import type { Account } from './account.ts';
import type { Planned } from './examination.ts';

/** What the files of the repository say about an environment. */
export type Files = Pick<Planned, 'spec' | 'runbooks'>;

/**
 * Reads the runbooks and the environment as a deploy would.
 * @throws CommandError with every mistake in every file
 */
export async function readFiles(environment: string): Promise<Files> {
  const [sources, source] = await Promise.all([loadRunbooks(), loadEnvironment(environment)]).catch(
    (error: unknown): never => {
      throw new CommandError(error instanceof Error ? error.message : String(error), 1);
    },
  );
  const { runbooks, problems } = resolveRunbooks(sources, source, actions, evidenceIn());
  if (problems.length > 0) throw new CommandError(formatProblems(problems), 1);
  // No problems, so the file holds an environment.
  return { spec: source.spec as EnvironmentSpec, runbooks };
}

/** The environment in a place: names and ARNs filled in. */
export function planIn(place: Place, { spec, runbooks }: Files): Planned {
  const names = namesIn(spec.name);
  return { spec, runbooks, actions, names, place, arns: arnsIn(names, place) };
}

/** The place as far as the environment defines it; the rest is `*`, as in policies. */
export const placeOnPaper = ({ account = '*', region = '*' }: EnvironmentSpec): Place => ({
  partition: partitionOf(region),
  account,
  region,
});

/**
 * The place of the credentials.
 * @throws CommandError if its account is not the environment's
 */
export async function placeOf(spec: EnvironmentSpec, account: Account): Promise<Place> {
  const { Account: id = '', Arn = '' } = await account.sts.send(new GetCallerIdentityCommand({}));
  if (spec.account && spec.account !== id) {
    throw new CommandError(
      `These credentials lead to account ${id}, and ${spec.name} is in ${spec.account}: use others, or AWS_PROFILE.`,
      1,
    );
  }
  return {
    partition: Arn.split(':')[1] || 'aws',
    account: id,
    region: spec.region ?? (await account.region()),
  };
}
