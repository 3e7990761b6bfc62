import { DescribeDocumentCommand, type DocumentDescription } from '@aws-sdk/client-ssm';
import type { Reason } from '#core/reasons/reason';
import { ifThere, type Send } from '../calls.ts';
import { reasonsOf } from '../reasons.ts';
import { type DocumentParameters, documentReasons, type ItsDocument } from './ssm.ts';

const reason = reasonsOf({ reasons: documentReasons });

/** The named version of the document; undefined if it does not exist. */
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

/** Why a document is not run: it does not exist, is of another type, takes other parameters, or is not active. */
export function againstRunning(
  found: DocumentDescription | undefined,
  { document, version }: ItsDocument,
  wanted: 'Automation' | 'Command',
  given: DocumentParameters,
): { readonly never: Reason } | { readonly refuse: Reason } | undefined {
  const its = { document, version };
  if (!found) return { never: reason('no-such-version', its) };
  const { DocumentType: type = 'unknown', Status: status = 'in no known state' } = found;
  if (type !== wanted) return { never: reason('other-type', { ...its, type, wanted }) };
  const faults = faultsOf(found, given);
  if (faults.length > 0) return { never: reason('wrong-parameters', { ...its, faults }) };
  return status === 'Active' ? undefined : { refuse: reason('not-active', { ...its, status }) };
}

function faultsOf({ Parameters = [] }: DocumentDescription, given: DocumentParameters): string[] {
  const taken = new Map(Parameters.map((parameter) => [parameter.Name ?? '', parameter]));
  const missing = [...taken].filter(
    ([name, { DefaultValue }]) => DefaultValue === undefined && !(name in given),
  );
  return [
    ...Object.entries(given).flatMap(([name, value]) => {
      const type = taken.get(name)?.Type;
      if (!type) return [`${name} is not one of its parameters`];
      return type === 'String' && Array.isArray(value) ? [`${name} takes one value, no list`] : [];
    }),
    ...missing.map(([name]) => `${name} has no default and is not given`),
  ];
}

/** In the API's form: every value is a list. */
export const asLists = (given: DocumentParameters): Record<string, string[]> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value].flat()]));
