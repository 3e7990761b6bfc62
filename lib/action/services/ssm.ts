import * as z from 'zod/mini';

/** Shared by actions that run a Systems Manager document: data only. */

/**
 * A document of this account. AWS's own documents have ARNs without an account, and AWS changes their versions: use a reviewed
 * copy.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html
 */
const documentName = z
  .string('has to be the name of a document')
  .check(
    z.regex(
      /^(?!(aws|amazon|amzn))[a-zA-Z0-9_.-]{3,128}$/i,
      'must be the name of a document of this account; copy one of AWS (AWS-…) under a name of your own, so that it changes when you change it',
    ),
  );

/** Never `$LATEST` or `$DEFAULT`, which others can move. */
const documentVersion = z
  .string('has to be the number of a version, as a text')
  .check(z.regex(/^[1-9]\d{0,8}$/, 'must be the number of a version, never $LATEST or $DEFAULT'));

/** Values of the document's parameters, as written in the runbook. A list only if the document takes one. */
const documentParameters = z.record(
  z.string().check(z.regex(/^[a-zA-Z0-9_]{1,50}$/)),
  z.union([
    z.string().check(z.minLength(1), z.maxLength(512)),
    z.array(z.string().check(z.minLength(1), z.maxLength(512))).check(z.minLength(1)),
  ]),
);
export type DocumentParameters = z.infer<typeof documentParameters>;

/** The document of this account, and its parameters. */
export const whichDocument = {
  document: documentName,
  version: documentVersion,
  /** Its parameters, besides those that the action sets. @default - none */
  parameters: z.optional(documentParameters),
};

/** The document that is run. */
export interface ItsDocument {
  readonly document: string;
  readonly version: string;
}

/** Its name in sentences: `restart-agent version 3`. */
export const documentIn = ({ document, version }: ItsDocument): string => `${document} version ${version}`;

/** A call that is authorized against the document. */
export const onDocument = (call: string) => ({
  call: `ssm:${call}`,
  on: ({ document }: ItsDocument) => `document/${document}`,
  because: 'It is authorized against the document.',
});

/** A call that supports no narrower resource. */
export const onAnything = (call: string) => ({
  call: `ssm:${call}`,
  on: '*',
  because: 'It has no resource types and no condition keys.',
});

/** Why a document is not run. */
export const documentReasons = {
  'no-such-version': (its: ItsDocument) =>
    `there is no document ${documentIn(its)} in this account and region`,
  'other-type': (its: ItsDocument & { type: string; wanted: string }) =>
    `${documentIn(its)} is a document of type ${its.type}, not ${its.wanted}`,
  'wrong-parameters': (its: ItsDocument & { faults: readonly string[] }) =>
    `${documentIn(its)} does not take what the runbook hands it: ${its.faults.join('; ')}`,
  'not-active': (its: ItsDocument & { status: string }) => `${documentIn(its)} is ${its.status}, not Active`,
};
