import { Stack, Validations } from 'aws-cdk-lib';
import {
  Effect,
  type IPrincipal,
  type IRole,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { Construct } from 'constructs';
import type { Permission } from '#core/action/define-action';
import { fitInto } from './policy-documents.ts';

interface RoleProps {
  readonly assumedBy: IPrincipal;
  readonly description: string;
  readonly permissions: readonly Permission[];
  /** Statements that deny what `permissions` grant. @default - none */
  readonly denials?: readonly PolicyStatement[];
}

/**
 * A role with exactly the given permissions; constructs that use it can't add any. They are one inline policy, and managed
 * policies of this role for what does not fit. Each wildcard is acknowledged to cdk-nag with its permission's reason. One
 * without a reason stays a finding and fails the synth.
 */
export function exactRole(scope: Construct, id: string, props: RoleProps): IRole {
  const denials = props.denials ?? [];
  const { inline, managed } = fitInto(
    props.permissions,
    (part) => lengthIn(scope, part),
    lengthIn(scope, denials),
  );
  const role = new Role(scope, id, {
    assumedBy: props.assumedBy,
    description: props.description,
    inlinePolicies: { permissions: document([...inline.map(statement), ...denials]) },
  });
  for (const permission of inline) acknowledgeWildcards(role, permission);
  for (const [index, permissions] of managed.entries()) {
    const policy = new ManagedPolicy(role, `More${index + 1}`, {
      description: props.description,
      document: document(permissions.map(statement)),
    });
    role.addManagedPolicy(policy);
    for (const permission of permissions) acknowledgeWildcards(policy, permission);
  }
  // Referred to by its ARN, so that constructs can't add permissions, or a DependsOn that the reference implies.
  return Role.fromRoleArn(role, 'Exact', role.roleArn, { mutable: false });
}

const document = (statements: PolicyStatement[]) => new PolicyDocument({ statements });

/** Characters in the template. A reference to another stack counts as written there. */
function lengthIn(scope: Construct, part: Permission | string | readonly PolicyStatement[]): number {
  const written = typeof part === 'object' && 'resources' in part ? statement(part).toJSON() : part;
  return JSON.stringify(Stack.of(scope).resolve(written)).length;
}

const statement = ({ actions, resources, conditions }: Permission): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.ALLOW,
    actions: [...actions],
    resources: [...resources],
    ...(conditions ? { conditions } : {}),
  });

function acknowledgeWildcards(
  holder: Role | ManagedPolicy,
  { resources, anyResourceBecause }: Permission,
): void {
  if (!anyResourceBecause) return;
  const written = resources.map((resource) => flattenCfnReference(Stack.of(holder).resolve(resource)));
  Validations.of(holder).acknowledge(
    ...written
      .filter((resource) => resource.includes('*'))
      .map((resource) => ({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason: anyResourceBecause })),
  );
}
