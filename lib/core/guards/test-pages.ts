import * as z from 'zod/mini';
import { commandPath } from '../command-path.ts';
import { Duration } from '../duration.ts';
import { formatSeconds, plusSeconds } from '../time.ts';
import { guard } from './guard.ts';
import { type PathTest, paths, pathText } from './path-test.ts';

const expected = 'how old an acknowledgement may be, { within: days(30) }, or false to ask for none';
const Within = z.strictObject({ within: Duration });

/** How often a person has to acknowledge a test page over every path. */
const TestPages = z.strictObject({ withinSeconds: z.number() });
export type TestPages = z.infer<typeof TestPages>;

/** How often a person has to acknowledge a test page in an environment. @default 30 days */
export const testPagesOf = ({
  testPages,
}: {
  readonly testPages?: z.infer<typeof Within> | false;
}): TestPages | undefined =>
  testPages === false ? undefined : { withinSeconds: testPages?.within.seconds ?? 30 * 86_400 };

/**
 * Why a runbook may not act by itself now: over some path, nobody has acknowledged a test page lately. An untested path counts
 * as a failed one; the page that says so is then the first message over it.
 */
export function untested(
  tests: readonly PathTest[],
  { withinSeconds }: TestPages,
  environment: string,
  now: Date,
) {
  const since = plusSeconds(now, -withinSeconds);
  const missing = paths.flatMap((path) => {
    const known = tests.filter((test) => test.path === path);
    if (known.length === 0) return [`the ${path} path ever`];
    return known
      .filter(({ acknowledgedAt }) => !(acknowledgedAt && acknowledgedAt > since))
      .map(
        (test) =>
          `${pathText(test)} ${test.acknowledgedAt ? `since ${test.acknowledgedAt.slice(0, 10)}` : 'ever'}`,
      );
  });
  return missing.length === 0
    ? undefined
    : { code: 'test-page-missing' as const, facts: { over: missing, environment } };
}

export const testPages = guard({
  place: 60,
  environment: {
    /**
     * No runbook acts by itself unless a person has acknowledged a test page (`nightshift test-page`) over every path within
     * this time; alarms are paged instead, and the page says why. At most 31 days. `false` requires none: only where no page
     * matters, as in a sandbox. @default - 30 days
     */
    testPages: z.exactOptional(z.union([Within, z.literal(false)], expected)),
  },
  deployed: {
    /** A person must have acknowledged a test page over every path. @default - not required */
    testPages: z.optional(TestPages),
  },
  fillIn: (_, environment) => {
    const its = environment && testPagesOf(environment);
    return its ? { testPages: its } : {};
  },
  reasons: {
    'test-page-missing': ({ over, environment }: { over: readonly string[]; environment: string }) =>
      `nobody has acknowledged a test page over ${over.join(', over ')}: ${commandPath} test-page --environment ${environment}`,
  },
  judges: {
    alone: ({ testPages: its }, { pathTests, environment, now }) =>
      its && untested(pathTests, its, environment, now),
  },
  pagesWhen: ({ testPages: its }) =>
    its && `nobody has acknowledged a test page over every path within ${formatSeconds(its.withinSeconds)}`,
  proof: { notProven: 'in its stories nobody has to test the ways to a pager' },
});
