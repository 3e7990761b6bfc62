import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { instanceId } from '#action/services/ec2';
import { complains } from '#core/action/fits';

const Parameters = parametersOf({
  /** Not one that belongs to an Auto Scaling group. */
  instance: instanceId,
  /**
   * Whether it may have instance store volumes: a reboot keeps their data, a host that fails meanwhile does not.
   * @default - it may not
   */
  instanceStore: z.optional(z.literal('allowed')),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly instance: string };
const describes = 'EC2 Describe calls have no resource types.';

export default kitAction({
  id: 'reboot-ec2-instance',
  shown: 'emulator',
  title: 'Reboot EC2 instance',
  summary: 'Reboots the operating system of an EC2 instance that belongs to no Auto Scaling group.',
  disruption:
    'The instance serves nothing until it is up again, usually a few minutes. Its addresses and volumes stay, what is in memory does not.',
  // A failed system check is the host's fault, and a reboot stays on the same host.
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html
  fits: (symptom) => {
    const { ec2Instance: instance } = symptom.behind;
    const isDown = complains(symptom, { in: 'AWS/EC2', above: ['StatusCheckFailed_Instance'] });
    return instance && isDown
      ? {
          parameters: { instance },
          because: 'Its operating system does not answer, and a reboot starts it afresh',
          turn: 'then',
        }
      : undefined;
  },
  drill: {
    fault: 'the processor of the instance is busy until it is rebooted',
    endsByItself: true,
    fis: {
      action: 'aws:ssm:send-command',
      targets: 'Instances',
      resourceType: 'aws:ec2:instance',
      document: 'AWSFIS-Run-CPU-Stress',
    },
  },
  parameters: Parameters,
  service: 'ec2',
  target: ({ instance }) => `instance/${instance}`,
  reads: [
    { call: 'DescribeInstances', on: '*', because: describes },
    { call: 'DescribeInstanceStatus', on: '*', because: describes },
    { call: 'DescribeInstanceTypes', on: '*', because: describes },
  ],
  changes: ['RebootInstances'],
  reasons: {
    'no-such-instance': ({ instance }: Its) => `there is no instance ${instance} in this account and region`,
    'in-a-group': (its: Its & { group: string }) =>
      `${its.instance} belongs to the Auto Scaling group ${its.group}, which may replace it while it reboots; replace-asg-instances does so on purpose`,
    'instance-store': (its: Its & { type: string }) =>
      `${its.instance} is a ${its.type}, which has instance store volumes, and the runbook does not allow that`,
    'not-running': (its: Its & { state: string }) => `${its.instance} is ${its.state}, not running`,
    'scheduled-event': (its: Its & { events: readonly string[] }) =>
      `AWS has scheduled for ${its.instance}: ${its.events.join('; ')}`,
  },
});
