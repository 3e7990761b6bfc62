import { expect, test } from '@jest/globals';
import { App, Aspects } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { NotDeployable, synthesize } from '#cdk/synthesize';

test('a deployment that would lose events does not synth, and the message says where and what to do', async () => {
  const app = new App();
  Aspects.of(app).add({
    visit: (node) => {
      if (node instanceof CfnRule) node.addPropertyDeletionOverride('Targets.0.DeadLetterConfig');
    },
  });
  const refused = await synthesize(app, 'sandbox').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(NotDeployable);
  const { message } = refused as NotDeployable;
  expect(message).toMatch(/^\d+ problems found, not deployable\.\n\nenvironments\/sandbox\.ts\n/);
  expect(message).toMatch(
    /nightshift-sandbox-runbooks\/\w+webservicehung\w+\.Targets\[0\]\.DeadLetterConfig\.Arn/,
  );
  expect(message).toContain('expected: a queue of this deployment for what is not delivered');
});
