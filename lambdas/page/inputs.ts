import { incidentOf } from '#core/alarm/event';
import { type StageInput, takes } from '#core/aws/stage-input';
import { sendRequest } from './ask.ts';
import { AskInput, isAsk, isTest, PageInput, TestInput } from './contract.ts';
import { type PageServices, page } from './page.ts';
import { sendTestPages } from './test-page.ts';

/** A person's test page, a request for an approval, and the end of an incident from the state machine. */
export const pageInputs: readonly StageInput<PageServices>[] = [
  takes(TestInput, sendTestPages, { isIts: isTest }),
  takes(AskInput, sendRequest, { isIts: isAsk, incident: ({ ask }) => ask.incident }),
  takes(PageInput, page, { incident: ({ event, execution }) => incidentOf(event, execution) }),
];
