import { restartCalls } from '#action/services/rds-instance';
import action from './action.ts';

/* The window that remains: RDS refuses a reboot of an instance that is not available, but not one of an instance that has just been restarted. */

export default restartCalls(action, {
  force: false,
  words: (instance, { zone }) => `reboot ${instance} in ${zone}`,
});
