import { nameOf } from '#core/alarm/alarm';
import { contractVersion } from '#core/aws/contract';
import { notActingLine } from '#core/incident/held-back';
import { type Answer, type Incident, type Verdict, verdicts } from '#core/incident/records';
import type { AdmitOutput } from './contract.ts';

/** The fixed shape that the state machine continues with. */
export const output = (
  incident: Pick<Incident, 'id' | 'alarm' | 'plan' | 'answer' | 'notActing' | 'reason' | 'mode'>,
): AdmitOutput => ({
  contract: contractVersion,
  incident: incident.id,
  answer: incident.answer === 'act' && incident.mode === 'approve' ? 'ask' : incident.answer,
  ...(isVerdict(incident.answer) ? { verdict: incident.answer } : {}),
  summary: notActingLine(incident),
  ...(incident.reason ? { code: incident.reason.code } : {}),
  ahead: {
    alarm: nameOf(incident.alarm),
    steps: incident.answer === 'act' ? incident.plan.map(({ parameters }) => ({ ...parameters })) : [],
  },
});

const isVerdict = (answer: Answer): answer is Answer & Verdict =>
  (verdicts as readonly string[]).includes(answer);
