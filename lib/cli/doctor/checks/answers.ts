import { GetFunctionConfigurationCommand, GetFunctionUrlConfigCommand } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { variables } from '#core/aws/variables';
import { errorText } from '#core/text';
import type { Check, Examination } from '../examination.ts';
import { type Found, looked, problem, unbelieved } from '../finding.ts';

const calls = [
  'lambda:GetFunctionConfiguration',
  'lambda:GetFunctionUrlConfig',
  'secretsmanager:DescribeSecret',
];

/** Whether the answer page responds, and has a key to sign its links with. */
export const answers: Check = {
  name: 'answers',
  about: 'the answer page answers, and the key of its links exists',
  needs: ['deployment'],
  permissions: ({ spec, arns, place }) =>
    spec.answers
      ? [
          { actions: calls.slice(0, 2), resources: [arns.stage('answer')] },
          {
            actions: calls.slice(2),
            resources: [
              `arn:${place.partition}:secretsmanager:${place.region}:${place.account}:secret:Answers*`,
            ],
            anyResourceBecause: 'CloudFormation makes up the name of the key after its logical id.',
          },
        ]
      : [],
  run: async (examination) =>
    examination.spec.answers ? looked('answer page', calls, () => examine(examination)) : [],
};

async function examine(examination: Examination): Promise<Found[]> {
  const { account, names } = examination;
  const FunctionName = names.function('answer');
  const [configuration, address] = await Promise.all([
    account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
    account.lambda.send(new GetFunctionUrlConfigCommand({ FunctionName })),
  ]);
  const key = configuration.Environment?.Variables?.[variables.answerKey];
  return [...(await keyOf(key, examination)), ...(await endpointAt(address.FunctionUrl, examination))];
}

async function keyOf(SecretId: string | undefined, { account }: Examination): Promise<Found[]> {
  const secret =
    SecretId &&
    (await account.secrets.send(new DescribeSecretCommand({ SecretId })).catch((error: unknown) => {
      if ((error as Error)?.name !== 'ResourceNotFoundException') throw error;
      return undefined;
    }));
  if (secret && !secret.DeletedDate) return [];
  const found = 'The key of its links is gone: pages and requests for approval go without a link.';
  return [problem('answer page', found, 'Deploy again.')];
}

async function endpointAt(url: string | undefined, { account }: Examination): Promise<Found[]> {
  const fix =
    'See that nothing in the account denies lambda:InvokeFunctionUrl, such as a service control policy.';
  try {
    const status = await account.reach(`${url}health`);
    if (status === 200) return [];
    return [problem('answer page', `Its function URL answers ${status}: nobody can open a link.`, fix)];
  } catch (error) {
    if (account.emulated)
      return [unbelieved('answer page', `its function URL can't be reached (${errorText(error)})`)];
    return [
      problem('answer page', `Its function URL can't be reached from here (${errorText(error)}).`, fix),
    ];
  }
}
