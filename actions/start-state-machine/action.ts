import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { named } from '#action/parameters';
import { literalInput } from '#action/services/lambda-names';

/** With a version or an alias at its end, and none of Nightshift's. */
const arn =
  /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:(?!nightshift-)[a-zA-Z0-9_-]{1,80}:[a-zA-Z0-9_.-]{1,80}$/;

const Parameters = parametersOf({
  /** ARN of a published version, or of an alias of one; none of Nightshift's. */
  stateMachine: named(
    'the ARN of a version or alias (arn:aws:states:…:stateMachine:NAME:ALIAS)',
    arn,
    "and none of Nightshift's (nightshift-…)",
  ),
  /** Passed to it as `input`, along with the attempt's id. @default - nothing */
  input: z.optional(literalInput),
});
export type Parameters = z.infer<typeof Parameters>;

/** The name, and the version or alias: all that permissions and sentences need of the ARN. */
const partsOf = ({ stateMachine }: Pick<Parameters, 'stateMachine'>): readonly [string, string] => {
  const [name = '', qualifier = ''] = stateMachine.split(':').slice(6);
  return [name, qualifier];
};

/** As sentences name it: `mend-orders:live`. */
export const calledIn = (parameters: Pick<Parameters, 'stateMachine'>): string =>
  partsOf(parameters).join(':');

type Its = { readonly called: string };

export default kitAction({
  id: 'start-state-machine',
  title: 'Start state machine',
  summary:
    "Starts an execution of a published version of a team's own state machine, named by the attempt. The step ends early if it fails.",
  disruption: 'Whatever the state machine does.',
  drill: { fault: 'what the state machine repairs is broken', endsByItself: false },
  parameters: Parameters,
  service: 'states',
  target: (its) => `stateMachine:${partsOf(its)[0]}`,
  // "uses the state machine's ARN instead of using the version ARN or alias ARN":
  // https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
  reads: [
    ...['DescribeStateMachine', 'DescribeStateMachineAlias'],
    {
      call: 'DescribeExecution',
      on: (its) => `execution:${partsOf(its)[0]}:*`,
      because: 'An execution is named after its incident.',
    },
  ],
  changes: [
    {
      call: 'StartExecution',
      on: (its) => `stateMachine:${partsOf(its)[0]}`,
      conditions: (its) => ({
        'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': partsOf(its)[1] },
      }),
      because: "It is the state machine's own ARN: IAM knows versions and aliases by the condition alone.",
    },
  ],
  work: { kind: 'execution', runOf: ({ stateMachine }) => stateMachine.split(':').slice(0, 7).join(':') },
  reasons: {
    'no-such-version': (its: Its) => `there is no version or alias ${its.called} in this account and region`,
    express: (its: Its) =>
      `${its.called} is an Express state machine, which may run twice for one start; only STANDARD ones are started`,
    'not-active': (its: Its & { status: string }) => `${its.called} is ${its.status}, not ACTIVE`,
    'several-versions': (its: Its & { versions: readonly string[] }) =>
      `${its.called} shares its executions (${its.versions.join(', ')}), so which version would run is left to chance`,
  },
});
