import { kitAction } from '#action/define';
import { instanceReasons, restartsInstance, suffersInMemory } from '#action/services/rds';

export default kitAction({
  id: 'reboot-rds-instance',
  title: 'Reboot RDS instance',
  summary: 'Restarts the database of an RDS instance where it is; none of a cluster.',
  disruption:
    'Every connection is cut, and nothing is served until crash recovery is done: minutes, longer after heavy writes. Caches are cold.',
  fits: (symptom) => {
    const { instance } = symptom.behind;
    return instance && !instance.hasStandby && suffersInMemory(symptom)
      ? {
          parameters: { instance: instance.instance },
          because: 'Its database may hold memory or connections that nobody uses, and a restart frees them',
          turn: 'last',
        }
      : undefined;
  },
  ...restartsInstance,
  reasons: instanceReasons,
});
