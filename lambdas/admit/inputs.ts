import { incidentOf } from '#core/alarm/event';
import { type StageInput, takes } from '#core/aws/stage-input';
import { type AdmitServices, admit } from './admit.ts';
import { admitByHand, incidentByHand } from './by-hand.ts';
import { AdmitInput, ByHandInput, isByHand } from './contract.ts';

/** A person's run of one step, and an alarm's event from the state machine. */
export const admitInputs: readonly StageInput<AdmitServices>[] = [
  takes(ByHandInput, admitByHand, { isIts: isByHand, incident: incidentByHand }),
  takes(AdmitInput, admit, { incident: ({ event, execution }) => incidentOf(event, execution) }),
];
