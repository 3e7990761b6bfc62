import { kitAction } from '#action/define';
import { InstanceParameters, instanceReads, instanceReasons } from '#action/services/rds';

export default kitAction({
  id: 'reboot-rds-instance',
  title: 'Reboot RDS instance',
  summary: 'Restarts the database of an RDS instance where it is; none of a cluster.',
  disruption:
    'Every connection is cut, and nothing is served until crash recovery is done: minutes, longer after heavy writes. Caches are cold.',
  parameters: InstanceParameters,
  service: 'rds',
  target: ({ instance }) => `db:${instance}`,
  reads: instanceReads,
  changes: ['RebootDBInstance'],
  reasons: instanceReasons,
});
