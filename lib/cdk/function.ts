import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Permission } from '#core/action/define-action';
import { variables } from '#core/aws/variables';
import type { Network } from '#define/index';
import { entryPoint } from './bundle.ts';
import type { Deployment } from './deployment.ts';
import { joinVpcPermissions, observePermissions } from './function-permissions.ts';
import type { Arns } from './names.ts';

import { exactRole } from './role.ts';

/**
 * Logs are kept for 90 days, enough for a post-mortem, and are deleted with their function: a log group that stays would block
 * an action that is added again. The table has what an incident did.
 */
export const logRetention = RetentionDays.THREE_MONTHS;

export interface EngineFunctionProps {
  readonly deployment: Deployment;
  readonly arns: Arns;
  readonly name: string;
  readonly description: string;
  /** Source file of the handler, from the repository's root. */
  readonly handlerFile: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Permissions besides logs, traces and the VPC. */
  readonly permissions: readonly Permission[];
  /** @default - reserves nothing */
  readonly reservedConcurrency?: number;
  /** @default - outside any VPC */
  readonly network?: Network;
}

/** A Lambda of the engine: its log group, its role with exactly its permissions, and the function itself. */
export class EngineFunction extends Construct {
  readonly name: string;
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: EngineFunctionProps) {
    super(scope, id);
    const { deployment, arns, name, network } = props;
    this.name = name;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: deployment.names.functionLogs(name),
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: name,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(deployment.bundles.directory(props.handlerFile)),
      handler: entryPoint,
      timeout: Duration.seconds(props.timeoutSeconds),
      // Handlers mostly wait for AWS. The SDK and TLS need less than 256 MB.
      memorySize: 256,
      tracing: Tracing.ACTIVE,
      logGroup,
      environment: {
        // With this, the SDK gives a connection up after 3 seconds. By default it would wait until the function's timeout if a
        // VPC has no way to AWS.
        // https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html
        AWS_DEFAULTS_MODE: 'standard',
        ...props.environment,
        ...(network ? { [variables.subnets]: network.subnetIds.join(',') } : {}),
      },
      role: exactRole(this, 'Role', {
        assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
        description: `${name}: ${props.description}`,
        permissions: [
          ...props.permissions,
          ...observePermissions(arns, name),
          ...(network ? joinVpcPermissions(arns) : []),
        ],
        denials: network ? [ownCodeLeavesNetworkAlone(arns.function(name))] : [],
      }),
      ...(props.reservedConcurrency ? { reservedConcurrentExecutions: props.reservedConcurrency } : {}),
      // A running incident keeps the code that it started with.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    // By ids, on the plain resource: CDK's VPC construct would need a lookup with credentials.
    if (network) {
      const { subnetIds, securityGroupIds } = network;
      (this.function.node.defaultChild as CfnFunction).vpcConfig = {
        subnetIds: [...subnetIds],
        securityGroupIds: [...securityGroupIds],
      };
    }
  }

  /** ARN of the published version of this code; a new one is published when code or configuration change. */
  get versionArn(): string {
    return this.function.currentVersion.functionArn;
  }
}

/** Only the Lambda service needs the permissions to join a VPC, not the function's code. */
const ownCodeLeavesNetworkAlone = (functionArn: string): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.DENY,
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
    conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
  });
