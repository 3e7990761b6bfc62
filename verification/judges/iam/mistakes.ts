import type { Question } from './judge.ts';
import type { Policy } from './roles.ts';

interface PlantedQuestion {
  readonly mistake: string;
  readonly question: Question;
}

/** Real calls, each with one mistake in a policy or in the request. */
export function mistakes(questions: readonly Question[]): PlantedQuestion[] {
  const planted = (mistake: string, action: string, change: (question: Question) => Partial<Question>) => {
    const question = questions.find((one) => one.action === action);
    if (!question) throw new Error(`No role was seen to call ${action}.`);
    return { mistake, question: { ...question, ...change(question) } };
  };
  const rewritten = (policies: readonly Policy[], from: string, to: string): Policy[] =>
    JSON.parse(JSON.stringify(policies).replaceAll(from, to));
  return [
    planted('A grant is missing.', 'dynamodb:UpdateItem', ({ policies }) => ({
      policies: rewritten(policies, 'dynamodb:UpdateItem', 'dynamodb:DescribeTable'),
    })),
    planted('A grant is for another resource.', 'sns:Publish', ({ policies }) => ({
      policies: rewritten(policies, ':nightshift-', ':another-'),
    })),
    planted('A condition is not met.', 'iam:PassRole', () => ({
      context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    })),
    planted('The key is left out.', 'kms:Decrypt', ({ policies }) => ({
      policies: rewritten(policies, 'kms:Decrypt', 'kms:Verify'),
    })),
    planted(
      "A service that no step's parameters name is restarted.",
      'ecs:UpdateService',
      ({ resource }) => ({
        resource: `${resource}-of-somebody-else`,
      }),
    ),
  ];
}
