import { describe, expect, test } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { stagesOf } from '#cdk/stages';
import type { EnvironmentSpec } from '#define/index';
import { usual } from './deployed.ts';
import { templates } from './templates.ts';

const functionsIn = (template: Template) => Object.values(template.findResources('AWS::Lambda::Function'));

/** The stages that are synthesised, with the concurrency that they alone reserve. */
async function reservedIn(environment: Partial<EnvironmentSpec> = {}): Promise<Record<string, number>> {
  const { foundation, runbooks, console } = await templates({ ...environment, reservedConcurrency: 3 });
  const reserved = [foundation, runbooks, console]
    .flatMap(functionsIn)
    .filter(({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined)
    .map(({ Properties }) => [
      Properties.FunctionName.replace('nightshift-sandbox-', ''),
      Properties.ReservedConcurrentExecutions,
    ]);
  return Object.fromEntries(reserved);
}

describe('every Lambda', () => {
  test('runs Node 24 on arm64, is traced, does not wait for a connection for ever, and logs to its own group for 90 days', async () => {
    const { foundation, runbooks, console } = await templates();
    for (const template of [foundation, runbooks, console]) {
      template.allResourcesProperties('AWS::Lambda::Function', {
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogGroup: Match.anyValue() },
        Environment: { Variables: Match.objectLike({ AWS_DEFAULTS_MODE: 'standard' }) },
      });
      template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    }
  });

  test('reserves concurrency if it is a stage, four times as much for admissions and pages, and none if it is an action', async () => {
    expect(await reservedIn()).toEqual({
      admit: 12,
      'dead-letters': 3,
      page: 12,
      recover: 3,
      reconcile: 3,
      resolve: 3,
      sweep: 3,
      verify: 3,
      widget: 3,
    });
  });

  test('reserves none where the environment says so', async () => {
    const { foundation, runbooks, console } = await templates({ reservedConcurrency: false });
    for (const template of [foundation, runbooks, console]) {
      template.allResourcesProperties('AWS::Lambda::Function', {
        ReservedConcurrentExecutions: Match.absent(),
      });
    }
  });

  test('keeps its version as long as code and configuration stay the same', async () => {
    const versions = async () =>
      Object.keys((await templates()).runbooks.findResources('AWS::Lambda::Version'));
    expect(await versions()).toEqual(await versions());
  });
});

describe('an environment', () => {
  const environments: ReadonlyArray<readonly [string, Partial<EnvironmentSpec>]> = [
    ['neither digest nor synthetic alarm', { digest: false }],
    ['a digest', { digest: { at: '08:30' } }],
    ['a synthetic alarm', { synthetic: {} }],
  ];
  test.each(environments)('with %s has the Lambdas that doctor looks for', async (_, environment) => {
    const stages = Object.keys(await reservedIn(environment));
    expect(stages.sort()).toEqual(stagesOf({ ...usual, ...environment }).sort());
  });

  test('puts its permissions boundary on every role, and its tags on what can be tagged', async () => {
    const { foundation, runbooks, console } = await templates({
      permissionsBoundary: 'team-boundary',
      tags: { team: 'sre' },
    });
    for (const template of [foundation, runbooks, console]) {
      template.allResourcesProperties('AWS::IAM::Role', {
        PermissionsBoundary: 'arn:aws:iam::000000000000:policy/team-boundary',
        Tags: Match.arrayWith([{ Key: 'team', Value: 'sre' }]),
      });
    }
  });
});
