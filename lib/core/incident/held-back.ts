import { type Reason, reasonText } from '../reasons/reason.ts';
import { line } from '../text.ts';
import type { Incident } from './records.ts';

/** In a record, in characters. */
const longestText = 600;

/** An incident, or a draft of one, that does not act, and why: the text for people, the reason and its code for code. */
export function withReason<One extends Pick<Incident, 'listed'>>(
  incident: One,
  reason: Reason,
  wouldRefuse?: Reason,
): One & Pick<Incident, 'notActing' | 'reason' | 'wouldRefuse'> {
  const text = reasonText(reason);
  return {
    ...incident,
    notActing: line(
      wouldRefuse ? `${text}; nor would it act, because ${reasonText(wouldRefuse)}` : text,
      longestText,
    ),
    reason,
    ...(wouldRefuse ? { wouldRefuse } : {}),
    listed: {
      ...incident.listed,
      reason: reason.code,
      ...(wouldRefuse ? { wouldRefuse: wouldRefuse.code } : {}),
    },
  };
}

/** An incident that would have acted and asks a person instead. */
export const heldBack = (incident: Incident, reason: Reason): Incident => ({
  ...withReason(incident, reason),
  answer: 'page',
});

/** What was recorded of why an incident does not act; records of before there were codes hold a text alone. */
export const reasonOf = ({ reason, notActing = '' }: Pick<Incident, 'reason' | 'notActing'>): Reason =>
  reason ?? { code: 'own-words', facts: { text: notActing } };

/** The same for a stage's answer. */
export const notActingLine = ({ notActing }: Pick<Incident, 'notActing'>): string =>
  notActing ? `Not acting because ${notActing}` : 'Nothing speaks against acting';
