import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, test } from 'vitest';
import { actions } from '#action/register';
import { anyResource } from '#cdk/any-resource';
import { type Deployed, deployed } from './deployed.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** All statements that allow something to a role. Resource policies are not among them: there, `*` is the resource itself. */
function allowed({ foundation, runbooks, console }: Deployed): Statement[] {
  return [foundation, runbooks, console]
    .flatMap((template) => [
      ...Object.values(template.findResources('AWS::IAM::Role')).flatMap(({ Properties }) =>
        (Properties.Policies ?? []).flatMap(
          (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
        ),
      ),
      ...['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
        Object.values(template.findResources(type)).flatMap(
          ({ Properties }) => Properties.PolicyDocument.Statement,
        ),
      ),
    ])
    .filter(({ Effect }) => Effect === 'Allow');
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

describe('permissions', () => {
  let sandbox: Deployed;
  beforeAll(async () => {
    sandbox = await deployed();
  });

  test('name * only for calls that support nothing narrower', () => {
    const place = { partition: 'aws', region: 'us-east-1', account: '000000000000' };
    const byActions = sandbox.index.flatMap(({ runbook }) =>
      (
        runbook as unknown as { steps: { action: string; parameters: Record<string, unknown> }[] }
      ).steps.flatMap(({ action, parameters }) => actions[action]?.permissions(parameters, place) ?? []),
    );
    const unnarrowable = new Set([
      ...Object.keys(anyResource),
      ...byActions
        .filter(({ resources, anyResourceBecause }) => resources.includes('*') && anyResourceBecause)
        .flatMap((permission) => permission.actions),
    ]);
    const onAnything = allowed(sandbox).filter(({ Resource }) => listed(Resource).includes('*'));
    expect(onAnything.length).toBeGreaterThan(0);
    expect(
      onAnything.flatMap(({ Action }) => listed(Action)).filter((call) => !unnarrowable.has(String(call))),
    ).toEqual([]);
  });

  test('name every call: no wildcard among actions', () => {
    expect(
      allowed(sandbox)
        .flatMap(({ Action }) => listed(Action))
        .filter((call) => String(call).includes('*')),
    ).toEqual([]);
  });

  test('come from no managed policy', () => {
    for (const template of [sandbox.foundation, sandbox.runbooks, sandbox.console]) {
      for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
        expect(Properties.ManagedPolicyArns).toBeUndefined();
      }
    }
  });

  test('pass cdk-nag, each exception with its reason beside the resource', () => {
    expect(new AwsSolutionsChecks(sandbox.app).validateScope(sandbox.app).violations).toEqual([]);
  });
});
