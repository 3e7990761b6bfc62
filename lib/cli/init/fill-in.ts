import type { Subscription } from '#define/index';
import type { Answers } from './answers.ts';

/** A part of a sample that an answer replaces. Without an answer it stays. */
interface Blank {
  readonly sample: string;
  readonly filled: (answers: Answers) => string | undefined;
}

const quoted = (text: string): string => `'${text}'`;

const subscription = ({ protocol, endpoint }: Subscription): string =>
  `{ protocol: ${quoted(protocol)}, endpoint: ${quoted(endpoint)} }`;

const owner: Blank = {
  sample: "owner: 'team-web'",
  filled: (its) => its.owner && `owner: ${quoted(its.owner)}`,
};

/** By file of `examples/project/`. A test checks the samples against the files. */
export const blanks: Readonly<Record<string, readonly Blank[]>> = {
  'environments/production.ts': [
    {
      sample:
        "// account: '111122223333', region: 'eu-central-1',  // left out: those of your AWS credentials",
      filled: ({ account, region }) =>
        [
          ...(account ? [`account: ${quoted(account)},`] : []),
          ...(region ? [`region: ${quoted(region)},`] : []),
        ].join('\n  ') || undefined,
    },
    {
      sample: "// digest: { at: '09:00', timeZone: 'Europe/Berlin' },  // left out: 09:00 UTC",
      filled: ({ timeZone }) => timeZone && `digest: { at: '09:00', timeZone: ${quoted(timeZone)} },`,
    },
    {
      sample: "{ protocol: 'email', endpoint: 'on-call@example.com' }",
      filled: ({ page }) => page && subscription(page),
    },
    {
      sample: "{ protocol: 'sms', endpoint: '+15555550100' }",
      filled: ({ backup }) => backup && subscription(backup),
    },
    {
      // Notices wake nobody, so they go to the page address until there is another one.
      sample: "{ protocol: 'email', endpoint: 'team@example.com' }",
      filled: ({ page }) => page && subscription(page),
    },
  ],
  'environments/staging.ts': [
    {
      sample: "const account = '111122223333';",
      filled: ({ account }) => account && `const account = ${quoted(account)};`,
    },
    {
      sample: "const region = 'eu-central-1';",
      filled: ({ region }) => region && `const region = ${quoted(region)};`,
    },
  ],
  'runbooks/recommendations-slow.ts': [owner],
  'runbooks/web-service-hung.ts': [owner],
};

/** A sample's text with the answers filled in. */
export const fillIn = (path: string, text: string, answers: Answers): string =>
  (blanks[path] ?? []).reduce((known, { sample, filled }) => {
    const written = filled(answers);
    return written === undefined ? known : known.replace(sample, () => written);
  }, text);
