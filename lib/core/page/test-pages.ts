import { because, type Reason } from '../reasons/reason.ts';
import type { Key } from '../table/keys.ts';
import { line } from '../text.ts';
import { plusSeconds } from '../time.ts';

/** The paths to a person that a test page is sent over: the pager's channels, the backup topic, the page deadline. */
export const roads = ['page', 'backup', 'deadline'] as const;
export type RoadName = (typeof roads)[number];

/** The last test page over one path, and the last one over it that a person has acknowledged. */
export interface RoadTest {
  readonly road: RoadName;
  /** Which way exactly: the page path has as many as it has channels. */
  readonly over: string;
  /** What the message says and the person enters; nobody else is told it. */
  readonly code: string;
  /** ISO 8601, UTC: when the last one was sent. */
  readonly sentAt: string;
  /** ISO 8601, UTC: when one was last acknowledged. @default - never */
  readonly acknowledgedAt?: string;
  readonly acknowledgedBy?: string;
  /** The code that was acknowledged then: the same as `code` once the last one has arrived. */
  readonly acknowledgedCode?: string;
}

/** How often somebody has to acknowledge a test page over every path; part of a runbook's guards. */
export interface TestPages {
  readonly withinSeconds: number;
}

/** Beside what people have switched: Admit reads both with one query. */
export const roadTestPrefix = 'ROAD#';
export const roadTestKey = (partition: string, { road, over }: Pick<RoadTest, 'road' | 'over'>): Key => ({
  pk: partition,
  sk: `${roadTestPrefix}${road}#${over}`,
});

/**
 * Why no runbook may act by itself now, as far as test pages go. A path that nobody has
 * tested counts like one that did not arrive: the page that says so is the first thing to go over it.
 */
export function untested(
  tests: readonly RoadTest[],
  { withinSeconds }: TestPages,
  environment: string,
  now: Date,
): Reason | undefined {
  const since = plusSeconds(now, -withinSeconds);
  const missing = roads.flatMap((road) => {
    const known = tests.filter((test) => test.road === road);
    if (known.length === 0) return [`the ${road} path ever`];
    return known
      .filter(({ acknowledgedAt }) => !(acknowledgedAt && acknowledgedAt > since))
      .map(
        (test) =>
          `${roadText(test)} ${test.acknowledgedAt ? `since ${test.acknowledgedAt.slice(0, 10)}` : 'ever'}`,
      );
  });
  return missing.length === 0 ? undefined : because('test-page-missing', { over: missing, environment });
}

/** `the backup path`, `the page path (the page topic)` */
export const roadText = ({ road, over }: Pick<RoadTest, 'road' | 'over'>): string =>
  over === road ? `the ${road} path` : `the ${road} path (${line(over, 60)})`;
