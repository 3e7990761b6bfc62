import type { TakeServices } from '#core/people/take';
import type { Deployed } from './command.ts';
import { invoke } from './invoke.ts';

/** What taking an incident from the command line needs. It waits until the channels are told. */
export const peopleServices = (deployed: Deployed): TakeServices => ({
  database: deployed.database,
  sfn: deployed.sfn,
  scheduler: deployed.scheduler,
  deadlineGroup: deployed.names.deadlineGroup,
  startUpdate: async (input) => {
    await invoke(deployed, deployed.names.function('resolve'), input);
  },
});
