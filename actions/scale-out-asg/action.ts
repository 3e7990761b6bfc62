import type * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { between, factor } from '#action/parameters';
import {
  activityReads,
  groupName,
  groupReads,
  groupReasons,
  type ItsGroup,
  ofGroup,
  onGroup,
} from '#action/services/asg';
import { complains } from '#core/action/fits';

const Parameters = parametersOf({
  /** Name of the Auto Scaling group. */
  group: groupName,
  /** What the number of instances is multiplied by, rounded up. */
  factor,
  /** Never more instances than this, whatever the group's maximum is. */
  atMostInstances: between(1, 1_000),
});
export type Parameters = z.infer<typeof Parameters>;

export default kitAction({
  id: 'scale-out-asg',
  title: 'Scale out ASG',
  summary:
    'Raises the minimum of an Auto Scaling group, which starts instances up to it; its policies remove them once that is restored.',
  disruption: 'None; more instances cost more, and open more connections to what they depend on.',
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
  fits: (symptom) => {
    const { autoScalingGroup: group } = symptom.behind;
    return group && complains(symptom, { in: 'AWS/EC2', above: ['CPUUtilization'] })
      ? {
          parameters: { group },
          asks: {
            factor: 'by what its number of instances is multiplied, more than 1 and at most 4',
            atMostInstances: 'the most instances that it may run',
          },
          because: 'Its instances are busy, and more of them share the load',
          turn: 'then',
        }
      : undefined;
  },
  drill: {
    fault: 'the processors of its tagged instances are busy; more instances share the load',
    endsByItself: true,
    fis: {
      action: 'aws:ssm:send-command',
      targets: 'Instances',
      resourceType: 'aws:ec2:instance',
      document: 'AWSFIS-Run-CPU-Stress',
      parameters: { LoadPercent: '90' },
    },
  },
  parameters: Parameters,
  ...onGroup,
  reads: [...groupReads, ...activityReads],
  changes: [ofGroup('UpdateAutoScalingGroup')],
  leased: {
    subject: ({ group }) => `group ${group}`,
    changed: () => 'scaled out',
    back: () => 'at its usual minimum',
  },
  reasons: {
    ...groupReasons,
    'launch-suspended': ({ group }: ItsGroup) => `${group} would start none: Launch is suspended`,
    'not-up': (its: ItsGroup & Record<'running' | 'desired', number>) =>
      `only ${its.running} of ${its.desired} instances of ${its.group} are in service`,
    'launches-failed': (its: ItsGroup & { minutes: number; cause: string }) =>
      `a launch of ${its.group} failed within the last ${its.minutes} minutes (${its.cause}); more of them would, too`,
    'at-maximum': (its: ItsGroup & Record<'desired' | 'most', number>) =>
      `${its.group} is to have ${its.desired} instances already, and at most ${its.most} are allowed`,
  },
});
