import { Stack, Validations } from 'aws-cdk-lib';
import {
  Effect,
  type IPrincipal,
  type IRole,
  PolicyDocument,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { Construct } from 'constructs';
import type { Permission } from '../lambdas/remediate/define-action.ts';

interface RoleProps {
  readonly assumedBy: IPrincipal;
  readonly description: string;
  readonly permissions: readonly Permission[];
  /** Statements that take away what `permissions` grant. @default - none */
  readonly denials?: readonly PolicyStatement[];
}

/**
 * A role that holds exactly the given permissions: constructs that use it can't add to them, and no managed policy is
 * attached. Each wildcard is acknowledged to cdk-nag with the reason that its permission gives; one without a reason
 * stays a finding and fails the synth.
 */
export function exactRole(scope: Construct, id: string, props: RoleProps): IRole {
  const role = new Role(scope, id, {
    assumedBy: props.assumedBy,
    description: props.description,
    inlinePolicies: {
      permissions: new PolicyDocument({
        statements: [...props.permissions.map(statement), ...(props.denials ?? [])],
      }),
    },
  });
  for (const permission of props.permissions) acknowledgeWildcards(role, permission);
  // Referred to by its ARN: constructs can't add to it, nor ask for a DependsOn that the reference implies.
  return Role.fromRoleArn(role, 'Exact', role.roleArn, { mutable: false });
}

const statement = ({ actions, resources, conditions }: Permission): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.ALLOW,
    actions: [...actions],
    resources: [...resources],
    ...(conditions ? { conditions } : {}),
  });

function acknowledgeWildcards(role: Role, { resources, anyResourceBecause }: Permission): void {
  if (!anyResourceBecause) return;
  const written = resources.map((resource) => flattenCfnReference(Stack.of(role).resolve(resource)));
  Validations.of(role).acknowledge(
    ...written
      .filter((resource) => resource.includes('*'))
      .map((resource) => ({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason: anyResourceBecause })),
  );
}
