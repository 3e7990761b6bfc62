import { incidentOf } from '#core/alarm/event';
import { type StageInput, takes } from '#core/aws/stage-input';
import { isTest, PageInput, TestInput } from './contract.ts';
import { type PageServices, page } from './page.ts';
import { sendTestPages } from './test-page.ts';

/** A test page by a person, and the end of an incident by the state machine. */
export const pageInputs: readonly StageInput<PageServices>[] = [
  takes(TestInput, sendTestPages, { isIts: isTest }),
  takes(PageInput, page, { incident: ({ event, execution }) => incidentOf(event, execution) }),
];
