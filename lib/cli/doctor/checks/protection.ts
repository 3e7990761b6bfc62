import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Check, Examination } from '../examination.ts';
import { type Found, looked, warning } from '../finding.ts';

const call = 'cloudformation:DescribeStacks';

/**
 * Whether the table and the foundation stack can be deleted by mistake. A deploy does not protect them: with both protected
 * from the first change set, a failed first deploy could be neither rolled back nor deleted.
 */
export const protection: Check = {
  name: 'protection',
  about: 'the incident table and the foundation stack are protected from deletion',
  needs: ['deployment'],
  permissions: ({ names, place }) => [
    {
      actions: [call],
      resources: [
        `arn:${place.partition}:cloudformation:${place.region}:${place.account}:stack/${names.foundationStack}/*`,
      ],
      anyResourceBecause: "A stack's ARN ends in an id that CloudFormation makes up.",
    },
  ],
  run: async (examination) => {
    if (examination.spec.onRemoval === 'destroy') return [];
    const ofStack = await looked('foundation stack', [call], () => stack(examination));
    return [...table(examination), ...ofStack];
  },
};

const table = ({ table: found, names }: Examination): Found[] =>
  found?.isProtected === false
    ? [
        warning(
          `table ${names.table}`,
          'It can be deleted by one call, with every incident on record.',
          `aws dynamodb update-table --table-name ${names.table} --deletion-protection-enabled`,
        ),
      ]
    : [];

async function stack({ account, names }: Examination): Promise<Found[]> {
  const { Stacks = [] } = await account.cloudformation.send(
    new DescribeStacksCommand({ StackName: names.foundationStack }),
  );
  return Stacks.some(({ EnableTerminationProtection }) => EnableTerminationProtection === false)
    ? [
        warning(
          `stack ${names.foundationStack}`,
          'It can be deleted by one call, and with it the paths to people and the sweeper.',
          `aws cloudformation update-termination-protection --enable-termination-protection --stack-name ${names.foundationStack}`,
        ),
      ]
    : [];
}
