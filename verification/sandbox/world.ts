import type { Aws } from './aws.ts';
import type { Database } from './demo/database.ts';
import type { Depot } from './demo/depot.ts';
import type { FlagIds } from './demo/flags.ts';
import type { Fleet } from './demo/fleet.ts';
import type { WebhookPhone } from './demo/webhook.ts';
import type { LocalAws } from './emulator/emulator.ts';
import type { Redis } from './emulator/redis.ts';
import type { IncidentWatch } from './incidents.ts';
import type { PhoneWatch } from './phones.ts';
import type { Relay } from './relay.ts';

/** Everything that a scenario can break or look at. */
export interface World {
  readonly aws: Aws;
  readonly local: LocalAws;
  readonly fleet: Fleet;
  readonly database: Database;
  readonly redis: Redis;
  readonly relay: Relay;
  readonly incidents: IncidentWatch;
  readonly phones: PhoneWatch;
  readonly webhook: WebhookPhone;
  readonly flags: FlagIds;
  readonly depot: Depot;
}
