import { type Template, usesOf } from '#checks/quotas';

const template = (stack: string, ...resources: object[]): Template => ({
  stack,
  text: JSON.stringify({
    Resources: Object.fromEntries(resources.map((resource, index) => [`R${index}`, resource])),
  }),
});
const rule = (alarmName: unknown, more: object = {}) => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern: { detail: { alarmName: [alarmName] } }, ...more },
});
const logGroup = (LogGroupName: string) => ({ Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName } });
const used = (quota: string, ...templates: Template[]) =>
  usesOf(templates).find((use) => use.quota === quota);

describe('what a deployment takes of', () => {
  test('the rules of the bus is counted over all stacks, buses of its own aside', () => {
    const own = rule('c', { EventBusName: 'own' });
    expect(used('rules', template('one', rule('a')), template('two', rule('b'), own))).toEqual({
      quota: 'rules',
      used: 2,
    });
  });

  test('the rules with wildcards leaves prefixes and names aside', () => {
    const rules = [rule('a'), rule({ prefix: 'b' }), rule({ wildcard: 'c-*' })];
    expect(used('wildcardRules', template('one', ...rules))?.used).toBe(1);
  });

  test("a stack's resources names the fullest stack", () => {
    const uses = used('resources', template('one', rule('a')), template('two', rule('b'), rule('c')));
    expect(uses).toEqual({ quota: 'resources', stack: 'two', used: 2 });
  });

  test("a role's inline policies adds them up", () => {
    const policy = { PolicyDocument: { Statement: ['x'.repeat(100)] } };
    const role = {
      Type: 'AWS::IAM::Role',
      Properties: { Policies: [policy, policy], ManagedPolicyArns: ['a', 'b'] },
    };
    expect(used('inlinePolicy', template('one', role))?.used).toBe(
      2 * JSON.stringify(policy.PolicyDocument).length,
    );
    expect(used('managedPolicies', template('one', role))?.used).toBe(2);
    expect(used('roles', template('one', role))?.used).toBe(1);
  });

  test("the account's log policy does not grow with groups under /aws/vendedlogs/, nor with those of Lambdas", () => {
    const one = used('logPolicy', template('one', logGroup('/aws/vendedlogs/states/a')))?.used;
    const groups = [
      logGroup('/aws/vendedlogs/states/a'),
      logGroup('/aws/vendedlogs/states/b'),
      logGroup('/aws/lambda/c'),
    ];
    expect(used('logPolicy', template('one', ...groups))?.used).toBe(one);
    expect(used('logPolicy', template('one', ...groups, logGroup('states')))?.used).toBeGreaterThan(one ?? 0);
  });

  test("a Lambda's policy is counted for the one that most rules may invoke", () => {
    const permission = (FunctionName: string) => ({
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName },
    });
    const two = used(
      'functionPolicy',
      template('one', permission('a'), permission('a'), permission('b')),
    )?.used;
    expect(two).toBe(2 * (used('functionPolicy', template('one', permission('b')))?.used ?? 0));
  });

  test('anything is nothing where there is nothing', () => {
    expect(
      usesOf([template('one')])
        .filter(({ quota }) => quota !== 'templateBytes')
        .map((use) => use.used),
    ).toEqual(Array(10).fill(0));
  });
});
