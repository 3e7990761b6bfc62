import { Match, type Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import slack from '#channels/slack/channel';
import { secret } from '#define/index';
import { type Deployed, deployed } from './deployed.ts';

const signing = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:slack-signing-a1B2c3';
const hook = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:slack-hook-d4E5f6';

let opted: Deployed;
beforeAll(async () => {
  opted = await deployed({
    answers: {},
    owners: {
      'team-shop': {
        notices: [
          slack({
            webhookUrl: secret(hook),
            answers: { signingSecret: secret(signing), people: { U0ANNA00: 'Anna' } },
          }),
        ],
      },
    },
  });
});

/** What the role of a function is allowed, as text. */
function roleOf(template: Template, name: string): string {
  const [answer] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: name } }),
  );
  const role = answer?.Properties.Role['Fn::GetAtt'][0];
  return JSON.stringify(template.findResources('AWS::IAM::Role')[role]);
}

describe('an environment with an answer page', () => {
  test('has one public function URL, whose function reserves its own executions', () => {
    opted.runbooks.resourceCountIs('AWS::Lambda::Url', 1);
    opted.runbooks.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'NONE' });
    opted.runbooks.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'nightshift-sandbox-answer',
      ReservedConcurrentExecutions: Match.anyValue(),
      Timeout: 20,
    });
    for (const { Properties } of Object.values(
      opted.runbooks.findResources('AWS::Lambda::Permission', { Properties: { Principal: '*' } }),
    )) {
      expect(JSON.stringify(Properties.FunctionName)).toContain('Answer');
      expect(Properties.FunctionUrlAuthType === 'NONE' || Properties.InvokedViaFunctionUrl === true).toBe(
        true,
      );
    }
  });

  test('makes up its key in the account, and the key is in no template', () => {
    opted.runbooks.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      SecretString: Match.absent(),
    });
  });

  test('lets the endpoint read the key and what channels sign with, and not what is sent with', () => {
    const role = roleOf(opted.runbooks, 'nightshift-sandbox-answer');
    expect(role).toContain(signing);
    expect(role).not.toContain(hook);
    expect(role).not.toMatch(/sns:Publish|states:StartExecution|iam:|cloudwatch:Set/);
    expect(role).toMatch(
      /"Action":"lambda:InvokeFunction","Effect":"Allow","Resource":"[^"]*nightshift-sandbox-resolve"|nightshift-sandbox-resolve/,
    );
  });

  test('tells those who make links where it is, and nobody else', () => {
    const knowing = Object.values(opted.runbooks.findResources('AWS::Lambda::Function')).flatMap(
      ({ Properties }) =>
        Properties.Environment.Variables.NIGHTSHIFT_ANSWER_URL ? [Properties.FunctionName] : [],
    );
    expect(knowing.sort()).toEqual(['nightshift-sandbox-page', 'nightshift-sandbox-verify']);
  });

  test('passes cdk-nag, each exception with its reason beside the resource', () => {
    expect(new AwsSolutionsChecks(opted.app).validateScope(opted.app).violations).toEqual([]);
  });
});

test('without it nothing can be called from outside', async () => {
  const { runbooks, foundation } = await deployed();
  for (const template of [runbooks, foundation]) {
    template.resourceCountIs('AWS::Lambda::Url', 0);
    expect(
      Object.keys(template.findResources('AWS::Lambda::Permission', { Properties: { Principal: '*' } })),
    ).toEqual([]);
  }
});
