import type * as z from 'zod/mini';
import { alarmReads, kitAction, parametersOf } from '#action/define';
import { alarmName, between, named } from '#action/parameters';
import { resourceIn } from '#action/services/elb';

const Parameters = parametersOf({
  /** ARN of an Application or Network Load Balancer. */
  loadBalancer: named(
    'the full ARN of an Application or Network Load Balancer',
    /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/(?:app|net)\/[a-zA-Z0-9-]{1,32}\/[0-9a-f]{16}$/,
  ),
  /** Id of the zone that gets no requests for a while. Unlike a name such as eu-central-1a, it is the same in every account. */
  awayFrom: named('the id of an Availability Zone', /^[a-z]{2,4}\d?-az\d$/, 'such as euc1-az1'),
  /** How long, in minutes; AWS then ends it by itself. */
  minutes: between(60, 1_440),
  /** An alarm on the other zones' spare capacity, which is OK while they can carry this zone's load, too. */
  capacityAlarm: alarmName,
});
export type Parameters = z.infer<typeof Parameters>;

/** The load balancer, by its name. */
type Its = { readonly loadBalancer: string };

const called = ({ loadBalancer }: Its) => `load balancer ${loadBalancer}`;

export default kitAction({
  id: 'shift-zone',
  shown: 'documentation',
  title: 'Shift zone',
  summary:
    'Moves the traffic of a load balancer away from one Availability Zone by a zonal shift, which AWS ends by itself.',
  disruption: 'New connections go to the other zones, which carry the load until AWS ends the shift.',
  parameters: Parameters,
  service: 'elasticloadbalancing',
  target: ({ loadBalancer }) => resourceIn(loadBalancer),
  // Authorized against the load balancer itself:
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapplicationrecoverycontroller-zonalshift.html
  reads: ['arc-zonal-shift:GetManagedResource', ...alarmReads],
  changes: ['arc-zonal-shift:StartZonalShift'],
  reasons: {
    'not-managed': (its: Its) => `${called(its)} is not known to zonal shift in this account and region`,
    'two-zones': (its: Its & { zones: readonly string[] }) =>
      `${called(its)} has only the zones ${its.zones.join(', ')}; with fewer than three, one shift leaves one zone`,
    'no-such-zone': (its: Its & { awayFrom: string; zones: readonly string[] }) =>
      `${called(its)} is not in ${its.awayFrom} but in ${its.zones.join(', ')}`,
    'shift-active': (its: Its & { shifts: readonly string[] }) =>
      `traffic of ${called(its)} is shifted already: ${its.shifts.join(', ')}`,
    'no-such-alarm': (its: { alarm: string }) =>
      `there is no alarm ${its.alarm} that says whether the other zones can carry the load`,
    'no-capacity': (its: { alarm: string; state: string }) =>
      `${its.alarm} is ${its.state}, not OK, so the other zones may not carry the load`,
  },
});
