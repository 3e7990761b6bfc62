import { DescribeDocumentCommand, type DocumentDescription } from '@aws-sdk/client-ssm';
import type { Reason } from '#core/reasons/reason';
import { ifThere, type Send } from '../calls.ts';
import { reasonsOf } from '../reasons.ts';
import { type DocumentParameters, documentReasons, type ItsDocument } from './ssm.ts';

const reason = reasonsOf({ reasons: documentReasons });

/** The version of the document that is named; undefined where there is none. */
export const findDocument = async (
  read: Send,
  { document: Name, version: DocumentVersion }: ItsDocument,
): Promise<DocumentDescription | undefined> =>
  (
    await ifThere(
      read(new DescribeDocumentCommand({ Name, DocumentVersion })),
      'InvalidDocument',
      'InvalidDocumentVersion',
    )
  )?.Document;

/** Why it would be run at no hour: it is not there, of another type, or takes other parameters. */
export function whyNeverRun(
  found: DocumentDescription | undefined,
  its: ItsDocument,
  wanted: 'Automation' | 'Command',
  given: DocumentParameters,
): Reason | undefined {
  const about = { document: its.document, version: its.version };
  if (!found) return reason('no-such-version', about);
  const { DocumentType: type = 'unknown' } = found;
  if (type !== wanted) return reason('other-type', { ...about, type, wanted });
  const faults = faultsOf(found, given);
  return faults.length > 0 ? reason('wrong-parameters', { ...about, faults }) : undefined;
}

/** Why it is not run now. */
export function whyNotRun({ Status }: DocumentDescription, its: ItsDocument): Reason | undefined {
  const { document, version } = its;
  return Status === 'Active'
    ? undefined
    : reason('not-active', { document, version, status: Status ?? 'in no known state' });
}

function faultsOf({ Parameters = [] }: DocumentDescription, given: DocumentParameters): string[] {
  const taken = new Map(Parameters.map((parameter) => [parameter.Name ?? '', parameter]));
  const missing = [...taken].filter(
    ([name, { DefaultValue }]) => DefaultValue === undefined && !(name in given),
  );
  return [
    ...Object.entries(given).flatMap(([name, value]) => {
      const type = taken.get(name)?.Type;
      if (!type) return [`${name} is none of its parameters`];
      return type === 'String' && Array.isArray(value) ? [`${name} takes one value, no list`] : [];
    }),
    ...missing.map(([name]) => `${name} has no default and is not given`),
  ];
}

/** As the API takes them: every value is a list. */
export const asLists = (given: DocumentParameters): Record<string, string[]> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value].flat()]));
