import type { Permission } from '#core/action/define-action';
import { anything } from './any-resource.ts';
import type { Arns } from './names.ts';

/** Every Lambda writes to its own log group and writes traces. */
export const observePermissions = (arns: Arns, functionName: string): Permission[] => [
  {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [arns.functionLogStreams(functionName)],
    anyResourceBecause: 'Lambda makes up the names of log streams; the log group is its own.',
  },
  anything('xray:PutTraceSegments', 'xray:PutTelemetryRecords'),
];

/** Lambda joins a VPC with the function's role. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
export const joinVpcPermissions = (arns: Arns): Permission[] => [
  {
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    resources: [arns.networkInterfaces],
    anyResourceBecause:
      "Lambda makes up the interfaces' ids and checks the role for all of them; the function's own code is denied these calls.",
  },
  anything('ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'),
];
