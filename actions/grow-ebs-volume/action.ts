import type * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { named } from '#action/parameters';
import { grownBy, growth, growthReasons } from '#action/services/growth';

const Parameters = parametersOf({
  volume: named('the id of an EBS volume', /^vol-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'no ARN and no pattern'),
  ...growth,
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly volume: string };

export default kitAction({
  id: 'grow-ebs-volume',
  shown: 'emulator',
  title: 'Grow EBS volume',
  summary:
    'Grows an EBS volume, up to a cap. Its file system is not grown by that: a step after this one has to do it. It can never be undone.',
  disruption:
    'None as a rule; the volume may be slower while EBS optimizes it, for hours, and cannot be changed again for at least six.',
  irreversible: true,
  addsUpTo: grownBy,
  parameters: Parameters,
  service: 'ec2',
  target: ({ volume }) => `volume/${volume}`,
  reads: ['DescribeVolumes', 'DescribeVolumesModifications'].map((call) => ({
    call,
    on: '*',
    because: 'Describe calls of EC2 have no resource types.',
  })),
  changes: ['ModifyVolume'],
  reasons: {
    'no-such-volume': ({ volume }: Its) => `there is no volume ${volume} in this account and region`,
    'managed-by': (its: Its & { by: string }) =>
      `volume ${its.volume} is managed by ${its.by}, which alone may change it`,
    'not-usable': (its: Its & { state: string }) =>
      `volume ${its.volume} is ${its.state}, neither in-use nor available`,
    'being-modified': (its: Its & { state: string; percent: number }) =>
      `the last change of ${its.volume} is ${its.state} (${its.percent} %); EBS takes no other until it is completed`,
    'cooling-down': (its: Its & { until: string }) =>
      `${its.volume} was changed within six hours; EBS takes the next change at ${its.until} at the earliest`,
    ...growthReasons,
  },
});
