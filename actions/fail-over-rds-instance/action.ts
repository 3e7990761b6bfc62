import { kitAction } from '#action/define';
import { InstanceParameters, instanceReads, instanceReasons } from '#action/services/rds';

export default kitAction({
  id: 'fail-over-rds-instance',
  title: 'Fail over RDS instance',
  summary: 'Restarts a Multi-AZ RDS instance on its standby in another zone; none of a cluster.',
  disruption:
    'Every connection is cut; the database is back usually within one to two minutes, in another zone and with cold caches.',
  parameters: InstanceParameters,
  service: 'rds',
  target: ({ instance }) => `db:${instance}`,
  reads: instanceReads,
  changes: ['RebootDBInstance'],
  reasons: {
    ...instanceReasons,
    'single-az': ({ instance }: { instance: string }) =>
      `instance ${instance} is Single-AZ, so there is no standby to fail over to`,
  },
});
