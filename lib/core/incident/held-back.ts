import { type Reason, reasonText } from '../reasons/reason.ts';
import { line } from '../text.ts';
import type { Incident } from './records.ts';

/** In a record, in characters. */
const longestText = 600;

/** Adds to an incident why it does not act: the text for people, the reason and its code for programs. */
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

/** Why an incident does not act, as recorded. Older records, from before reasons had codes, have text only. */
export const reasonOf = ({ reason, notActing = '' }: Pick<Incident, 'reason' | 'notActing'>): Reason =>
  reason ?? { code: 'own-words', facts: { text: notActing } };

/** The same as a line for a stage's answer. */
export const notActingLine = ({ notActing }: Pick<Incident, 'notActing'>): string =>
  notActing ? `Not acting because ${notActing}` : 'Nothing speaks against acting';
