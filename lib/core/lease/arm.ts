import { armDeadline, type Deadlines } from '../page/deadline.ts';
import { plusSeconds } from '../time.ts';
import { type Lease, leaseDeadline } from './lease.ts';
import { leaseDeadlineText } from './text.ts';

/** How long after the lease's end the schedule fires, in seconds, so that the sweeper is first. */
const graceSeconds = 180;

/** Arms the message that a change was not restored. It goes over the backup path without any code of ours. */
export const armLease = (deadlines: Deadlines, lease: Lease): Promise<void> =>
  armDeadline(
    deadlines,
    leaseDeadline(lease),
    plusSeconds(lease.until, graceSeconds),
    leaseDeadlineText(lease),
  );
