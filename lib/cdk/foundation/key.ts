import { Aws } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/**
 * Encrypts the incident table and the topics. Lambdas, state machines and the Scheduler use the key with their own roles.
 * CloudWatch has no role here, so the key policy admits it.
 */
export function encryptionKey(scope: Construct, { names, removalPolicy }: Deployment): Key {
  const key = new Key(scope, 'Key', {
    alias: names.keyAlias,
    description: 'Nightshift: incident table and page topics',
    enableKeyRotation: true,
    removalPolicy,
  });
  key.grant(
    new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    'kms:Decrypt',
    'kms:GenerateDataKey*',
  );
  return key;
}
