import {
  DescribeTargetHealthCommand,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ifThere, type Send } from '../calls.ts';

/** Elastic Load Balancing's error for a target group that no longer exists. */
export const noTargetGroup = 'TargetGroupNotFoundException';

/** The targets of a group with their health; undefined if the group no longer exists. */
export const targetsOf = async (
  TargetGroupArn: string,
  read: Send,
): Promise<TargetHealthDescription[] | undefined> => {
  const found = await ifThere(read(new DescribeTargetHealthCommand({ TargetGroupArn })), noTargetGroup);
  return found && (found.TargetHealthDescriptions ?? []);
};

/** Ids of the targets that are in a state, such as `healthy`. */
export const thoseThatAre = (state: string, targets: readonly TargetHealthDescription[]): string[] =>
  targets.flatMap(({ Target: { Id = '' } = {}, TargetHealth }) => (TargetHealth?.State === state ? Id : []));
