import type { AnyAlarm } from '#core/alarm/form';
import { adoptionTag } from '#core/runbook/runbook';
import { type Check, nameOf, pairs } from '../examination.ts';
import { problem, unbelieved } from '../finding.ts';

/** An alarm's event carries its tags only if that is enabled; without it, no rule sees the tag. */
export const tags: Check = {
  name: 'tags',
  about: 'alarms that are adopted by their tag put it into their events',
  needs: ['alarms'],
  permissions: () => [],
  run: async ({ adopted, account }) =>
    pairs(adopted)
      .filter(({ way, alarm }) => way === 'tag' && !propagates(alarm.ActionConfiguration))
      .map(({ alarm, runbook }) => {
        const about = `alarm ${nameOf(alarm)} with runbook ${runbook.id}`;
        if (account.emulated && alarm.ActionConfiguration === undefined)
          return unbelieved(about, 'whether its events carry its tags is not in its description');
        return problem(
          about,
          'It is adopted by its tag, and its events do not carry that tag: no rule starts the runbook, only the reconciler does, minutes later.',
          'Set ActionConfiguration.AlarmTagsPropagation.Enabled on the alarm (CloudFormation and CDK: actionConfiguration), or adopt it by name.',
        );
      }),
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmTagsPropagation.html */
function propagates(configuration: AnyAlarm['ActionConfiguration']): boolean {
  const { Enabled, IncludedTagKeys, ExcludedTagKeys = [] } = configuration?.AlarmTagsPropagation ?? {};
  const included = IncludedTagKeys === undefined || IncludedTagKeys.includes(adoptionTag);
  return Enabled === true && included && !ExcludedTagKeys.includes(adoptionTag);
}
