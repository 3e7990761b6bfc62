import { contractVersion } from '#core/aws/contract';
import { type Answer, type Incident, type Verdict, verdicts } from '#core/incident/records';
import type { AdmitOutput } from './contract.ts';

/** The fixed shape that the state machine goes on with. */
export const output = (incident: Pick<Incident, 'id' | 'answer' | 'notActing' | 'mode'>): AdmitOutput => ({
  contract: contractVersion,
  incident: incident.id,
  answer: incident.answer === 'act' && incident.mode === 'approve' ? 'ask' : incident.answer,
  ...(isVerdict(incident.answer) ? { verdict: incident.answer } : {}),
  summary: incident.notActing ? `Not acting because ${incident.notActing}` : 'Nothing speaks against acting',
});

const isVerdict = (answer: Answer): answer is Answer & Verdict =>
  (verdicts as readonly string[]).includes(answer);
