import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { templateProblems } from '#checks/invariants/templates';
import { templates } from './templates.ts';

describe('looking around beside an incident', () => {
  test('begins by the same events as the runbooks, may read and not change, and reads the named log groups alone', async () => {
    const { foundation, runbooks } = await templates({ diagnose: { logGroups: ['/aws/lambda/shop-*'] } });
    runbooks.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'nightshift-sandbox-diagnose',
      Environment: { Variables: Match.objectLike({ NIGHTSHIFT_DIAGNOSED_LOGS: '/aws/lambda/shop-*' }) },
    });
    const rules = runbooks.findResources('AWS::Events::Rule', {
      Properties: { Description: 'An adopted alarm went to ALARM: look around.' },
    });
    expect(Object.keys(rules)).not.toEqual([]);
    const [role] = Object.values(runbooks.findResources('AWS::IAM::Role')).filter(({ Properties }) =>
      String(Properties.Description).startsWith('nightshift-sandbox-diagnose:'),
    );
    const statements = role?.Properties.Policies.flatMap(
      ({ PolicyDocument }: { PolicyDocument: { Statement: object[] } }) => PolicyDocument.Statement,
    ) as { Action: string | string[]; Resource: unknown }[];
    const logs = statements.filter(({ Action }) => [Action].flat().includes('logs:StartQuery'));
    expect(JSON.stringify(logs)).toContain('log-group:/aws/lambda/shop-*');
    expect(JSON.stringify(logs)).not.toContain('log-group:*');
    const changing = statements
      .flatMap(({ Action }) => Action)
      .filter((action) => !/:(Describe|Get|List|Lookup|StartQuery|Query)/.test(action));
    // Its own record, the line on a page, its logs and traces.
    expect(
      changing.filter((action) => !/^(dynamodb:PutItem|lambda:InvokeFunction|kms|logs|xray):?/.test(action)),
    ).toEqual([]);
    const stacks = [
      { stack: 'nightshift-sandbox-foundation', text: JSON.stringify(foundation.toJSON()) },
      { stack: 'nightshift-sandbox-runbooks', text: JSON.stringify(runbooks.toJSON()) },
    ];
    expect(templateProblems('environments/sandbox.ts', stacks)).toEqual([]);
  });

  test('is not there where the environment does not ask for it', async () => {
    const { runbooks } = await templates();
    runbooks.resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      { FunctionName: 'nightshift-sandbox-diagnose' },
      0,
    );
  });
});
