import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { aliasName, functionName } from '#action/services/lambda-names';
import { complains } from '#core/action/fits';

const Parameters = parametersOf({
  /** The function's name. */
  function: functionName,
  /** The alias that its callers use. */
  alias: aliasName,
  /**
   * Only a version that was published within this many minutes is rolled back: an older one is hardly the cause.
   * @default 120
   */
  publishedWithinMinutes: z.optional(
    z
      .int('must be a whole number of minutes')
      .check(
        z.minimum(1, 'must be at least 1 minute'),
        z.maximum(10_080, 'must be at most 10080 minutes, a week'),
      ),
  ),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly function: string; readonly alias: string };
type At = Its & { readonly version: string };

export default kitAction({
  id: 'roll-back-lambda-alias',
  shown: 'emulator',
  title: 'Roll back Lambda alias',
  summary:
    'Points an alias of a Lambda function to the version before. Infrastructure as code still names the newer one: people correct it.',
  disruption:
    'New invocations run the older version, at first with cold starts; those under way end on the newer one.',
  // Messages that grow old in a queue have a consumer that fails: `behind` names that.
  fits: (symptom) => {
    const its = symptom.behind.function;
    const fails =
      complains(symptom, { in: 'AWS/Lambda', above: ['Errors'] }) ||
      complains(symptom, { in: 'AWS/SQS', above: ['ApproximateAgeOfOldestMessage'] });
    return its && fails
      ? {
          parameters: { ...its },
          asks: { alias: 'the alias that its callers use' },
          because: 'Its last version, if it is recent, may have brought the fault',
          turn: 'first',
        }
      : undefined;
  },
  drill: { fault: 'the alias points to a bad version', endsByItself: false },
  parameters: Parameters,
  service: 'lambda',
  // Aliases are authorized by their function.
  target: (parameters) => `function:${parameters.function}`,
  reads: ['GetAlias', 'ListVersionsByFunction'],
  changes: ['UpdateAlias'],
  reasons: {
    'no-such-alias': (its: Its) =>
      `there is no function ${its.function} with an alias ${its.alias} in this account and region`,
    'points-to-latest': (its: Its) =>
      `alias ${its.alias} of ${its.function} points to $LATEST, which has no version before it`,
    'weights-set': (its: Its & { weights: readonly string[] }) =>
      `alias ${its.alias} of ${its.function} shares its traffic (${its.weights.join(', ')}): a deployment, perhaps by CodeDeploy, is shifting it`,
    'not-the-newest': (its: At & { newest: string }) =>
      `alias ${its.alias} of ${its.function} points to version ${its.version}, and ${its.newest} is published: it was rolled back already, or a deployment is under way`,
    'previous-gone': (its: At & { previous: string }) =>
      `version ${its.previous} of ${its.function}, which came before ${its.version}, is gone`,
    'published-too-long-ago': (its: At & { minutes: number; most: number }) =>
      `version ${its.version} of ${its.function} was published ${its.minutes} minutes ago, longer than the ${its.most} within which a version is rolled back`,
  },
});
