import { effectInWords } from '#core/incident/in-words';
import type { Look } from '#drill/run';
import { shown } from './text.ts';

/** What has happened in a drill since the last look, a line each. */
export function whatIsNew(found: Look, before: Look | undefined): string[] {
  const { alarm, drill, fault, record } = found;
  const name = shown(drill.alarm.name, 60);
  const known = before?.record?.attempts ?? [];
  const fresh = (record?.attempts ?? []).filter(
    ({ step, state }) => !known.some((one) => one.step === step && one.state === state),
  );
  const { verdict, summary = '' } = record?.incident ?? {};
  return [
    ...(alarm && alarm !== (before?.alarm ?? 'OK') ? [`${name} is in ${alarm}`] : []),
    ...(record && !before?.record ? [`incident ${record.incident.id}: ${opening(found)}`] : []),
    ...fresh.map(
      (one) => `${one.step}. ${shown(one.title)}: ${effectInWords[one.state]} ${shown(one.summary, 200)}`,
    ),
    ...(before?.fault.running && !fault.running ? ['the fault is over'] : []),
    ...(verdict && !before?.record?.incident.verdict ? [`${verdict}: ${shown(summary, 200)}`] : []),
  ];
}

const opening = ({ record }: Look): string => {
  const { answer, notActing } = record?.incident ?? {};
  return answer === 'act' ? 'it acts' : `it does not act, because ${shown(notActing ?? '', 200)}`;
};
