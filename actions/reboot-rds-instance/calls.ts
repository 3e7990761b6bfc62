import { restartCalls } from '#action/services/rds-instance';
import action from './action.ts';

/*
 * The window that remains: someone may restart the instance between the last look and the call. RDS refuses to reboot an
 * instance that is not available, but not one that has just been restarted.
 */

export default restartCalls(action, {
  force: false,
  words: (instance, { zone }) => `reboot ${instance} in ${zone}`,
});
