import { kitAction } from '#action/define';
import { instanceReasons, restartsInstance, suffersInMemory } from '#action/services/rds';

export default kitAction({
  id: 'fail-over-rds-instance',
  title: 'Fail over RDS instance',
  summary: 'Restarts a Multi-AZ RDS instance on its standby in another zone; none of a cluster.',
  disruption:
    'Every connection is cut; the database is back usually within one to two minutes, in another zone and with cold caches.',
  fits: (symptom) => {
    const { instance } = symptom.behind;
    return instance?.hasStandby && suffersInMemory(symptom)
      ? {
          parameters: { instance: instance.instance },
          because: 'Its database may hold memory or connections that nobody uses, and its standby does not',
          turn: 'last',
        }
      : undefined;
  },
  drill: {
    fault: 'its database holds connections that nobody uses, and the standby holds none',
    endsByItself: false,
  },
  ...restartsInstance,
  reasons: {
    ...instanceReasons,
    'single-az': ({ instance }: { instance: string }) =>
      `instance ${instance} is Single-AZ, so there is no standby to fail over to`,
  },
});
