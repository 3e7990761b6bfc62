import { type Problem, problemAt } from './problem.ts';

/** Partitions besides the commercial one, by how their regions' names begin. */
const others: ReadonlyArray<readonly [start: string, partition: string]> = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['us-iso-', 'aws-iso'],
  ['eu-isoe-', 'aws-iso-e'],
  ['eusc-', 'aws-eusc'],
];

/**
 * The partition that a region is in.
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export const partitionOf = (region: string): string =>
  others.find(([start]) => region.startsWith(start))?.[1] ?? 'aws';

/**
 * Refuses a region of another partition. Definitions name Step Functions' integrations by ARNs of `aws`, and pages link to the
 * consoles of `aws`: nothing would run, and no link would lead anywhere.
 */
export function otherPartition(file: string, region: string | undefined): Problem[] {
  if (region === undefined || partitionOf(region) === 'aws') return [];
  const expected = `a region of the partition aws, e.g. eu-central-1: this one is in ${partitionOf(region)}, where neither the definitions of the state machines nor the links of pages would work`;
  return [problemAt(file, ['region'], region, expected)];
}
