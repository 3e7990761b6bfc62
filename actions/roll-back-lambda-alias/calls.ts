import {
  type FunctionConfiguration,
  GetAliasCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import action from './action.ts';

/*
 * No window remains: Lambda refuses the change unless the alias is at the revision that was looked at. Lambda keeps no history
 * of an alias, so the version before is taken to be the one with the next lower number. Lambda never uses a number twice.
 */

const reason = reasonsOf(action);
const defaultMinutes = 120;
const mostPages = 100;

export default kitCalls(action, {
  clients: { lambda: LambdaClient },

  observe: async ({ function: FunctionName, alias: Name }, read) => {
    const asked = read(new GetAliasCommand({ FunctionName, Name }));
    const alias = await ifThere(asked, 'ResourceNotFoundException');
    return { alias, versions: alias ? await versionsOf(read, FunctionName) : [] };
  },

  judge: ({ alias: found, versions }, { publishedWithinMinutes: most = defaultMinutes, ...its }, now) => {
    if (!found) return { never: reason('no-such-alias', its) };
    const { FunctionVersion: version = '$LATEST', RevisionId: revision = 'none' } = found;
    if (version === '$LATEST') return { never: reason('points-to-latest', its) };
    const weights = Object.entries(found.RoutingConfig?.AdditionalVersionWeights ?? {});
    if (weights.length > 0)
      return {
        refuse: reason('weights-set', { ...its, weights: weights.map(([to, share]) => `${share} to ${to}`) }),
      };
    const numbers = versions.map(({ Version }) => Number(Version)).filter(Number.isInteger);
    const newest = String(Math.max(...numbers));
    if (newest !== version) return { refuse: reason('not-the-newest', { ...its, version, newest }) };
    const previous = String(Number(version) - 1);
    if (!numbers.includes(Number(previous)))
      return { refuse: reason('previous-gone', { ...its, version, previous }) };
    const current = versions.find(({ Version }) => Version === version);
    const publishedAt = new Date(current?.LastModified ?? 0);
    const minutes = Math.floor((now.getTime() - publishedAt.getTime()) / 60_000);
    if (minutes > most)
      return { refuse: reason('published-too-long-ago', { ...its, version, minutes, most }) };
    return {
      intends: `Point alias ${its.alias} of ${its.function} back to version ${previous} from ${version}.`,
      before: { version, publishedAt: publishedAt.toISOString() },
      evidence: { description: current?.Description ?? 'none', codeSha256: current?.CodeSha256 ?? 'none' },
      pin: { revision, version, previous },
    };
  },

  change: async ({ function: FunctionName, alias: Name }, { pin }, send) => {
    const { revision: RevisionId, version, previous } = pin;
    await send(new UpdateAliasCommand({ FunctionName, Name, FunctionVersion: previous, RevisionId }));
    return {
      did: `Pointed alias ${Name} of ${FunctionName} back to version ${previous} from ${version}. Infrastructure as code still names ${version}: set the alias's function version to ${previous} there, or its next deployment brings ${version} back.`,
      after: { version: previous },
    };
  },
});

async function versionsOf(read: Send, FunctionName: string): Promise<FunctionConfiguration[]> {
  const all: FunctionConfiguration[] = [];
  let Marker: string | undefined;
  for (let page = 0; page === 0 || (Marker && page < mostPages); page++) {
    const answer = await read(new ListVersionsByFunctionCommand({ FunctionName, ...(Marker && { Marker }) }));
    all.push(...(answer.Versions ?? []));
    Marker = answer.NextMarker;
  }
  return all;
}
