import { line } from '../text.ts';

/** The paths that a test page is sent over: the pager's channels, the backup topic, the page deadline. */
export const paths = ['page', 'backup', 'deadline'] as const;
export type PathName = (typeof paths)[number];

/** The last test page over one path, and the last one over it that a person has acknowledged. */
export interface PathTest {
  readonly path: PathName;
  /** The channel: the page path has one test for each. */
  readonly over: string;
  /** The code in the message, which the person enters. It is shown nowhere else. */
  readonly code: string;
  /** ISO 8601, UTC: when the last one was sent. */
  readonly sentAt: string;
  /** ISO 8601, UTC: when one was last acknowledged. @default - never */
  readonly acknowledgedAt?: string;
  readonly acknowledgedBy?: string;
  /** The code that was acknowledged then; equal to `code` if it was the last one. */
  readonly acknowledgedCode?: string;
}

/** `the backup path`, `the page path (the page topic)` */
export const pathText = ({ path, over }: Pick<PathTest, 'path' | 'over'>): string =>
  over === path ? `the ${path} path` : `the ${path} path (${line(over, 60)})`;
