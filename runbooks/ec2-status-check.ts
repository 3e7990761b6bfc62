import rebootEc2Instance from '#actions/reboot-ec2-instance/action';
import { defineRunbook, fromAlarm, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'ec2-status-check',
  owner: 'team-platform',
  why: 'An instance that no Auto Scaling group replaces has run out of memory or lost its network.',
  when: { alarms: [{ prefix: 'ec2-status-check-' }] },
  mode: 'watch',
  steps: [
    step(
      rebootEc2Instance,
      { instance: fromAlarm('InstanceId', ['i-0123456789abcdef0', 'i-0fedcba9876543210']) },
      { verifyWithin: minutes(5) },
    ),
  ],
  guards: { cooldown: minutes(60), maxRunsPerDay: 2 },
  page: {
    pageBy: minutes(20),
    instructions:
      'Look which check fails. The system check is about the host: stop and start the instance, which moves it to another.',
  },
});
